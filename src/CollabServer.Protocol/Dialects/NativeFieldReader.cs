using System.Buffers;
using System.Text;
using CollabServer.MessagePack;

namespace CollabServer.Protocol.Dialects;

/// <summary>The fields of one native frame, each read as exactly the type and within the bound its name states.</summary>
internal ref struct NativeFieldReader
{
    private readonly int _count;
    private MessagePackReader _reader;

    public NativeFieldReader(ReadOnlyMemory<byte> frame)
    {
        _reader = new MessagePackReader(frame);
        _count = _reader.ReadArrayHeader() - 1;
        if (_count < 0)
            throw Malformed("A frame may not be an empty array.");

        // An application value nests inside the frame's own array.
        _reader.Depth = 1;
        Kind = _reader.ReadUInt64();
    }

    public ulong Kind { get; }

    public readonly void ExpectCount(int count)
    {
        if (_count != count)
            throw Malformed($"Kind {Kind} has {count} fields, not {_count}.");
    }

    public readonly void EnsureEnd()
    {
        if (!_reader.End)
            throw Malformed("Bytes follow the frame's array.");
    }

    public ReadOnlyMemory<byte> ReadBytes() => Contiguous(_reader.ReadBytes() ?? throw Malformed("Binary data may not be nil."));

    public ReadOnlyMemory<byte>? ReadGeneration()
    {
        if (_reader.TryReadNil())
            return null;
        var generation = ReadBytes();
        if (generation.Length != NativeLimits.GenerationBytes)
            throw Malformed($"A generation has {NativeLimits.GenerationBytes} bytes, not {generation.Length}.");
        return generation;
    }

    public string? ReadToken()
    {
        if (_reader.ReadStringSequence() is not { } utf8)
            return null;
        if (utf8.Length > NativeLimits.MaxTokenBytes)
            throw Malformed($"A token has at most {NativeLimits.MaxTokenBytes} bytes, not {utf8.Length}.");
        return Encoding.UTF8.GetString(utf8);
    }

    public string ReadName()
    {
        var utf8 = _reader.ReadStringSequence() ?? throw Malformed("A name may not be nil.");

        // Looked at in bytes first (at most three per UTF-16 unit), so that no long string is made only to be refused.
        var name = utf8.Length <= 3 * NativeLimits.MaxNameLength ? Encoding.UTF8.GetString(utf8) : null;
        if (name is null || name.Length > NativeLimits.MaxNameLength)
            throw Malformed($"A name or channel has at most {NativeLimits.MaxNameLength} characters.");
        return name;
    }

    public ulong ReadSafeInteger()
    {
        var value = _reader.ReadUInt64();
        if (value > NativeLimits.MaxSafeInteger)
            throw Malformed($"{value} is above 2^53-1.");
        return value;
    }

    public int ReadCount() => NonNegative(_reader.ReadInt32());

    public long ReadTimestamp() => _reader.ReadInt64();

    public ReadOnlyMemory<byte> ReadApplicationValue()
    {
        var start = _reader.Position;
        ApplicationValue.Skip(ref _reader);
        return Contiguous(_reader.Sequence.Slice(start, _reader.Position));
    }

    // The frame is one piece of memory, so every slice of it is.
    private static ReadOnlyMemory<byte> Contiguous(in ReadOnlySequence<byte> slice) => slice.First;

    private static int NonNegative(int value) => value >= 0 ? value : throw Malformed($"{value} is negative.");

    private static ProtocolException Malformed(string message) => new(CloseCode.MalformedFrame, message);
}
