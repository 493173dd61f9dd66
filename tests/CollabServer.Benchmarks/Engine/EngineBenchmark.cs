using BenchmarkDotNet.Attributes;
using CollabServer.Benchmarks.Traces;

namespace CollabServer.Benchmarks.Engine;

/// <summary>Base of benchmarks over a recorded trace.</summary>
public abstract class EngineBenchmark
{
    private EditTrace? _trace;

    [Params("b4", "friendsforever", "sveltecomponent")]
    public string TraceName { get; set; } = "b4";

    internal EditTrace Trace => _trace ??= EditTrace.Open(TraceName);
}
