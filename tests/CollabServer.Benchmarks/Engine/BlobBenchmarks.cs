using System.Buffers;
using BenchmarkDotNet.Attributes;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Engine;

/// <summary>Operations on update bytes without a document.</summary>
public class BlobBenchmarks : EngineBenchmark
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private IReadOnlyList<ReadOnlyMemory<byte>> _thousand = [];
    private IReadOnlyList<ReadOnlyMemory<byte>> _sixteenThousand = [];

    [GlobalSetup]
    public void Take()
    {
        _thousand = [.. Trace.Updates.Take(1000)];
        _sixteenThousand = [.. Trace.Updates.Take(16_000)];
    }

    [Benchmark]
    public byte[] StateVector() => UpdateBlob.StateVector(Trace.FinalV1, UpdateEncoding.V1);

    [Benchmark]
    public byte[] Diff() => UpdateBlob.Diff(Trace.FinalV1, Trace.MidStateVector, UpdateEncoding.V1);

    [Benchmark]
    public byte[] StateVectorV2() => UpdateBlob.StateVector(Trace.FinalV2, UpdateEncoding.V2);

    [Benchmark]
    public byte[] DiffV2() => UpdateBlob.Diff(Trace.FinalV2, Trace.MidStateVector, UpdateEncoding.V2);

    [Benchmark]
    public int DiffIntoBuffer()
    {
        _buffer.ResetWrittenCount();
        UpdateBlob.Diff(Trace.FinalV1, Trace.MidStateVector, UpdateEncoding.V1, _buffer);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public byte[] ConvertV1ToV2() => UpdateBlob.Convert(Trace.FinalV1, UpdateEncoding.V1, UpdateEncoding.V2);

    [Benchmark]
    public byte[] ConvertV2ToV1() => UpdateBlob.Convert(Trace.FinalV2, UpdateEncoding.V2, UpdateEncoding.V1);

    [Benchmark]
    public byte[] Merge1000() => EngineWork.Merge(_thousand);

    [Benchmark]
    public byte[] Merge16000() => EngineWork.Merge(_sixteenThousand);

    [Benchmark]
    public byte[] MergeAll() => EngineWork.Merge(Trace.Updates);
}
