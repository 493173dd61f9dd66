using BenchmarkDotNet.Attributes;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Engine;

/// <summary>Documents into updates: everything, or what a peer lacks.</summary>
public class EncodeBenchmarks : EngineBenchmark
{
    private Doc _doc = null!;

    [GlobalSetup]
    public void Load() => _doc = EngineWork.Load(Trace.FinalV1, UpdateEncoding.V1);

    [Benchmark]
    public byte[] EncodeV1() => EngineWork.Encode(_doc, UpdateEncoding.V1);

    [Benchmark]
    public byte[] EncodeV2() => EngineWork.Encode(_doc, UpdateEncoding.V2);

    [Benchmark]
    public byte[] DiffFromMid() => EngineWork.Encode(_doc, UpdateEncoding.V1, Trace.MidStateVector);
}
