using BenchmarkDotNet.Attributes;
using CollabServer.Benchmarks.Traces;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Engine;

/// <summary>Updates into documents: one by one as they arrive, and a stored state at once.</summary>
public class ApplyBenchmarks : EngineBenchmark
{
    private IReadOnlyList<ReadOnlyMemory<byte>> _manyAuthors = [];

    [GlobalSetup(Target = nameof(ApplyStreamOfManyAuthors))]
    public void DeriveManyAuthors() => _manyAuthors = DerivedInputs.ManyAuthors(TraceName);

    [Benchmark]
    public Doc ApplyStream() => EngineWork.ApplyEach(Trace.Updates);

    [Benchmark]
    public Doc ApplyStreamOfManyAuthors() => EngineWork.ApplyEach(_manyAuthors);

    [Benchmark]
    public Doc LoadV1() => EngineWork.Load(Trace.FinalV1, UpdateEncoding.V1);

    [Benchmark]
    public Doc LoadV2() => EngineWork.Load(Trace.FinalV2, UpdateEncoding.V2);
}
