using System.Buffers;

namespace CollabServer.MessagePack;

/// <summary>
/// Writes MessagePack objects, each in its shortest form. Over an <see cref="IBufferWriter{T}"/> nothing is committed before
/// <see cref="Flush"/>; over a span of known size everything is there at once, and a write beyond its end throws.
/// </summary>
public ref partial struct MessagePackWriter
{
    private readonly IBufferWriter<byte>? _output;
    private Span<byte> _span;
    private int _buffered;
    private long _committed;

    public MessagePackWriter(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _output = writer;
    }

    /// <summary>For callers that know the size beforehand and want an array without a byte too many.</summary>
    public MessagePackWriter(Span<byte> destination) => _span = destination;

    /// <summary>Carried for the code that writes; the writer itself never waits.</summary>
    public CancellationToken CancellationToken { get; set; }

    public readonly long BytesWritten => _committed + _buffered;

    /// <summary>A writer to another output with the same cancellation.</summary>
    public readonly MessagePackWriter Clone(IBufferWriter<byte> writer) => new(writer) { CancellationToken = CancellationToken };

    /// <summary>Hands what was written to the output. The writer can go on.</summary>
    public void Flush()
    {
        if (_output is null)
            return;
        _output.Advance(_buffered);
        _committed += _buffered;
        _buffered = 0;
        _span = default;
    }

    /// <summary>Room for at least <paramref name="length"/> bytes at the current place; see <see cref="Advance"/>.</summary>
    public Span<byte> GetSpan(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (_span.Length - _buffered < length)
            Grow(length);
        return _span[_buffered..];
    }

    /// <summary>Counts bytes that the caller has put into <see cref="GetSpan"/>.</summary>
    public void Advance(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _span.Length - _buffered);
        _buffered += length;
    }

    public void WriteNil() => WriteCode(MessagePackCode.Nil);

    public void Write(bool value) => WriteCode(value ? MessagePackCode.True : MessagePackCode.False);

    /// <summary>Bytes that are MessagePack already.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> rawMessagePackBlock)
    {
        rawMessagePackBlock.CopyTo(GetSpan(rawMessagePackBlock.Length));
        _buffered += rawMessagePackBlock.Length;
    }

    /// <inheritdoc cref="WriteRaw(ReadOnlySpan{byte})"/>
    public void WriteRaw(in ReadOnlySequence<byte> rawMessagePackBlock)
    {
        foreach (var segment in rawMessagePackBlock)
            WriteRaw(segment.Span);
    }

    public void WriteArrayHeader(int count) => WriteArrayHeader(checked((uint)count));

    /// <summary>Announces <paramref name="count"/> objects, which the caller writes next.</summary>
    public void WriteArrayHeader(uint count)
    {
        if (count <= 15)
            WriteCode((byte)(MessagePackCode.MinFixArray | count));
        else
            WriteLength(count, code8: null, MessagePackCode.Array16, MessagePackCode.Array32);
    }

    public void WriteMapHeader(int count) => WriteMapHeader(checked((uint)count));

    /// <summary>Announces <paramref name="count"/> pairs of key and value, which the caller writes next.</summary>
    public void WriteMapHeader(uint count)
    {
        if (count <= 15)
            WriteCode((byte)(MessagePackCode.MinFixMap | count));
        else
            WriteLength(count, code8: null, MessagePackCode.Map16, MessagePackCode.Map32);
    }

    private void Grow(int length)
    {
        if (_output is null)
            throw new InvalidOperationException($"The destination of {_span.Length} bytes is full: {_buffered} are written, {length} more are needed.");
        Flush();
        _span = _output.GetSpan(length);
    }

    private void WriteCode(byte code)
    {
        GetSpan(1)[0] = code;
        _buffered++;
    }

    /// <summary>A length or count behind the smallest of the codes that can hold it. Arrays and maps have no one-byte form.</summary>
    private void WriteLength(uint length, byte? code8, byte code16, byte code32)
    {
        if (code8 is { } code && length <= byte.MaxValue)
            WriteCoded8(code, (byte)length);
        else if (length <= ushort.MaxValue)
            WriteCoded16(code16, (ushort)length);
        else
            WriteCoded32(code32, length);
    }
}
