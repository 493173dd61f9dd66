namespace CollabServer.Crdt.Protocol;

/// <summary>Reads from memory; no call ever waits. (YDotNet has none.)</summary>
/// <param name="bytes">One or more messages.</param>
public sealed class BufferDecoder(ReadOnlyMemory<byte> bytes) : Decoder
{
    private ReadOnlyMemory<byte> _rest = bytes;

    /// <summary>Nothing is left to read. Several messages may share a frame.</summary>
    public bool AtEnd => _rest.IsEmpty;

    /// <inheritdoc/>
    protected override ValueTask<byte> ReadByteAsync(CancellationToken ct) => new(Take(1).Span[0]);

    /// <inheritdoc/>
    protected override ValueTask ReadBytesAsync(Memory<byte> bytes, CancellationToken ct)
    {
        Take(bytes.Length).CopyTo(bytes);
        return default;
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new ProtocolException("The bytes end in the middle of a message.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
