using BenchmarkDotNet.Attributes;
using CollabServer.Benchmarks.Traces;
using CollabServer.Crdt.Document;

namespace CollabServer.Benchmarks.Engine;

/// <summary>Typing through the types: every edit of the trace in a transaction of its own.</summary>
public class LocalEditBenchmarks : EngineBenchmark
{
    private IReadOnlyList<TextEdit> _edits = [];

    [GlobalSetup]
    public void Derive() => _edits = DerivedInputs.Edits(TraceName);

    [Benchmark]
    public Doc Type() => EngineWork.Type(_edits);
}
