using System.Buffers;

namespace CollabServer.Crdt.Protocol;

/// <summary>Writes into memory; no call ever waits.</summary>
public sealed class BufferEncoder : Encoder
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>What was written so far. Valid until more is written.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.WrittenMemory;

    /// <summary>What was written so far, copied.</summary>
    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    /// <inheritdoc/>
    protected override ValueTask WriteByteAsync(byte value, CancellationToken ct)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask WriteBytesAsync(ArraySegment<byte> bytes, CancellationToken ct)
    {
        _buffer.Write(bytes);
        return default;
    }
}
