using System.Buffers;
using BenchmarkDotNet.Attributes;
using CollabServer.MessagePack;

namespace CollabServer.Benchmarks.Codecs;

/// <summary>The MessagePack codec on frames as small as an edit and as large as a part of a first sync.</summary>
public class MessagePackBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1 << 17);
    private byte[] _update = [];
    private byte[] _frame = [];

    [Params(24, 65_536)]
    public int UpdateBytes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _update = new byte[UpdateBytes];
        Write();
        _frame = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        var writer = new MessagePackWriter(_output);
        writer.WriteArrayHeader(3);
        writer.Write(5);
        writer.Write(1234567UL);
        writer.Write(_update);
        writer.Flush();
        return _output.WrittenCount;
    }

    [Benchmark]
    public long Read()
    {
        var reader = new MessagePackReader(_frame);
        reader.ReadArrayHeader();
        return reader.ReadInt32() + (long)reader.ReadUInt64() + reader.ReadBytes()!.Value.Length;
    }

    [Benchmark]
    public long Skip()
    {
        var reader = new MessagePackReader(_frame);
        reader.Skip();
        return reader.Consumed;
    }
}
