using System.Buffers;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Sessions;

/// <summary>
/// Puts a large update together from its parts, which must come in order and be of one ref. The bytes are copied into one
/// buffer, so that memory follows the bytes received and not their number of parts or the size they claim.
/// </summary>
internal sealed class PartialUpdate
{
    private ArrayBufferWriter<byte>? _buffer;
    private ulong _reference;
    private int _parts;
    private int _next;

    /// <summary>Bytes held while incomplete.</summary>
    public long Bytes => _buffer?.WrittenCount ?? 0;

    /// <returns>The whole update with its last part, null before.</returns>
    /// <exception cref="ProtocolException">Out of order, or too large.</exception>
    public ReadOnlyMemory<byte>? Add(ClientSyncPart part, long maxBytes)
    {
        if (part.Parts < 1 || part.Part < 0 || part.Part >= part.Parts)
        {
            throw new ProtocolException(CloseCode.UnexpectedMessage, $"A sync part claims to be part {part.Part} of {part.Parts}.");
        }

        if (part.Part != _next || (_buffer is not null && (part.Parts != _parts || part.Ref != _reference)))
        {
            throw new ProtocolException(CloseCode.UnexpectedMessage, "Sync parts must come in order, one update at a time.");
        }

        if (Bytes + part.Bytes.Length > maxBytes)
        {
            throw new ProtocolException(CloseCode.MessageTooBig, $"The parts add up to an update of more than {maxBytes} bytes.");
        }

        if (part.Parts == 1)
        {
            return part.Bytes;
        }

        _buffer ??= new ArrayBufferWriter<byte>(Math.Max(part.Bytes.Length, 1));
        _buffer.Write(part.Bytes.Span);
        (_parts, _reference, _next) = (part.Parts, part.Ref, part.Part + 1);
        if (_next < _parts)
        {
            return null;
        }

        var whole = _buffer.WrittenMemory;
        Drop();
        return whole;
    }

    public void Drop() => (_buffer, _next) = (null, 0);
}
