using System.Buffers;

namespace CollabServer.MessagePack;

/// <summary>
/// Reads MessagePack objects one after the other from bytes that may lie in several pieces. Every length and count is compared with
/// the bytes that remain before it is believed. After an exception the position is unspecified: drop the reader.
/// </summary>
public ref partial struct MessagePackReader
{
    private SequenceReader<byte> _reader;
    private MessagePackSecurity? _security;

    public MessagePackReader(ReadOnlyMemory<byte> memory)
        : this(new ReadOnlySequence<byte>(memory), MessagePackSecurity.UntrustedData)
    {
    }

    public MessagePackReader(ReadOnlyMemory<byte> memory, MessagePackSecurity security)
        : this(new ReadOnlySequence<byte>(memory), security)
    {
    }

    public MessagePackReader(scoped in ReadOnlySequence<byte> sequence)
        : this(sequence, MessagePackSecurity.UntrustedData)
    {
    }

    public MessagePackReader(scoped in ReadOnlySequence<byte> sequence, MessagePackSecurity security)
    {
        _reader = new SequenceReader<byte>(sequence);
        _security = security;
    }

    /// <summary>Carried for the code that reads; the reader itself never waits.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>How many arrays and maps the calling code has open; see <see cref="MessagePackSecurity.DepthStep"/>.</summary>
    public int Depth { get; set; }

    public readonly MessagePackSecurity Security => _security ?? MessagePackSecurity.UntrustedData;

    public readonly ReadOnlySequence<byte> Sequence => _reader.Sequence;

    public readonly SequencePosition Position => _reader.Position;

    public readonly long Consumed => _reader.Consumed;

    public readonly bool End => _reader.End;

    public readonly bool IsNil => NextCode == MessagePackCode.Nil;

    public readonly byte NextCode
    {
        get
        {
            if (!_reader.TryPeek(out var code))
                Faults.Truncated(needed: 1, remaining: 0);
            return code;
        }
    }

    public readonly MessagePackType NextMessagePackType => MessagePackCode.ToMessagePackType(NextCode);

    /// <summary>A reader over other bytes with the same security, depth and cancellation.</summary>
    public readonly MessagePackReader Clone(scoped in ReadOnlySequence<byte> sequence) =>
        new(sequence, Security) { CancellationToken = CancellationToken, Depth = Depth };

    /// <summary>A reader at the same place whose advances leave this one where it is.</summary>
    public readonly MessagePackReader CreatePeekReader() => this;

    public Nil ReadNil()
    {
        if (!TryReadNil())
            Faults.UnexpectedCode(NextCode, "nil");
        return Nil.Default;
    }

    public bool TryReadNil()
    {
        if (NextCode != MessagePackCode.Nil)
            return false;
        _reader.Advance(1);
        return true;
    }

    public bool ReadBoolean()
    {
        var code = ReadCode();
        if (code is not (MessagePackCode.True or MessagePackCode.False))
            Faults.UnexpectedCode(code, "boolean");
        return code == MessagePackCode.True;
    }

    /// <summary>The next <paramref name="length"/> bytes whatever they are.</summary>
    public ReadOnlySequence<byte> ReadRaw(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return ReadSlice(length);
    }

    /// <summary>The bytes of the next object with everything in it, checked as <see cref="Skip"/> checks.</summary>
    public ReadOnlySequence<byte> ReadRaw()
    {
        var start = Position;
        Skip();
        return Sequence.Slice(start, Position);
    }

    /// <summary>The number of elements of an array; at least as many bytes follow.</summary>
    public int ReadArrayHeader()
    {
        var count = ReadArrayCount(ReadCode());
        EnsureRemaining(count);
        return ToCount(count);
    }

    /// <summary>The number of key-value pairs of a map; at least twice as many bytes follow.</summary>
    public int ReadMapHeader()
    {
        var count = ReadMapCount(ReadCode());
        EnsureRemaining(2 * count);
        return ToCount(count);
    }

    /// <summary>False, and nothing read, while the header itself is incomplete. For buffers that still grow: the elements may not be there yet.</summary>
    public bool TryReadArrayHeader(out int count)
    {
        var probe = this;
        if (!probe.TryHasHeader())
        {
            count = 0;
            return false;
        }

        count = ToCount(probe.ReadArrayCount(probe.ReadCode()));
        this = probe;
        return true;
    }

    /// <inheritdoc cref="TryReadArrayHeader"/>
    public bool TryReadMapHeader(out int count)
    {
        var probe = this;
        if (!probe.TryHasHeader())
        {
            count = 0;
            return false;
        }

        count = ToCount(probe.ReadMapCount(probe.ReadCode()));
        this = probe;
        return true;
    }

    private readonly bool TryHasHeader() => _reader.TryPeek(out var code) && _reader.Remaining >= code switch
    {
        MessagePackCode.Array16 or MessagePackCode.Map16 => 3,
        MessagePackCode.Array32 or MessagePackCode.Map32 => 5,
        _ => 1,
    };

    private long ReadArrayCount(byte code)
    {
        switch (code)
        {
            case >= MessagePackCode.MinFixArray and <= MessagePackCode.MaxFixArray:
                return code & 0x0f;
            case MessagePackCode.Array16:
                return ReadBigEndian16();
            case MessagePackCode.Array32:
                return ReadBigEndian32();
            default:
                Faults.UnexpectedCode(code, "array");
                return 0;
        }
    }

    private long ReadMapCount(byte code)
    {
        switch (code)
        {
            case >= MessagePackCode.MinFixMap and <= MessagePackCode.MaxFixMap:
                return code & 0x0f;
            case MessagePackCode.Map16:
                return ReadBigEndian16();
            case MessagePackCode.Map32:
                return ReadBigEndian32();
            default:
                Faults.UnexpectedCode(code, "map");
                return 0;
        }
    }

    private static int ToCount(long count)
    {
        if (count > int.MaxValue)
            Faults.OutOfRange($"A count of {count} is more than this reader handles.");
        return (int)count;
    }
}
