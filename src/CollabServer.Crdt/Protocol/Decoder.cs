using System.Buffers;
using System.Text;

namespace CollabServer.Crdt.Protocol;

/// <summary>
/// Reads the parts of messages. Where the bytes come from is up to whoever derives from it. They come from outside: lengths are held to
/// <see cref="MaxLength"/>, and memory is taken as bytes arrive, not as they are announced.
/// </summary>
public abstract class Decoder
{
    /// <summary>What is taken at once on the word of a length.</summary>
    private const int TrustedLength = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes that one array or string may have. Default 64 MiB.</summary>
    public int MaxLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>Reads an integer of seven bits a byte, the lowest first.</summary>
    /// <exception cref="ProtocolException">It is above 2^53 - 1, the largest a JavaScript peer can mean.</exception>
    public async ValueTask<ulong> ReadVarUintAsync(CancellationToken ct = default)
    {
        const ulong Max = (1UL << 53) - 1;
        const int MaxShift = 49;
        var value = 0UL;
        for (var shift = 0; shift <= MaxShift; shift += 7)
        {
            var read = await ReadByteAsync(ct);
            value |= (read & 0x7FUL) << shift;
            if (read < 0x80)
            {
                return value <= Max ? value : throw new ProtocolException("An integer is above 2^53 - 1.");
            }
        }

        throw new ProtocolException("An integer is above 2^53 - 1.");
    }

    /// <summary>Reads bytes behind their number.</summary>
    /// <exception cref="ProtocolException">There are more of them than <see cref="MaxLength"/>.</exception>
    public async ValueTask<byte[]> ReadVarUint8ArrayAsync(CancellationToken ct = default)
    {
        var length = await ReadLengthAsync(ct);
        var bytes = new byte[Math.Min(length, TrustedLength)];
        for (var read = 0; ;)
        {
            await ReadBytesAsync(bytes.AsMemory(read), ct);
            read = bytes.Length;
            if (read == length)
            {
                return bytes;
            }

            System.Array.Resize(ref bytes, (int)Math.Min(length, read * 2L));
        }
    }

    /// <summary>As <see cref="ReadVarUint8ArrayAsync"/>, into a buffer. What came before an exception is in it.</summary>
    /// <exception cref="ProtocolException">There are more of them than <see cref="MaxLength"/>.</exception>
    public async ValueTask CopyVarUint8ArrayAsync(IBufferWriter<byte> output, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        for (var left = await ReadLengthAsync(ct); left > 0;)
        {
            var part = Math.Min(left, TrustedLength);
            await ReadBytesAsync(output.GetMemory(part)[..part], ct);
            output.Advance(part);
            left -= part;
        }
    }

    /// <summary>Reads a string: UTF-8 behind the number of its bytes.</summary>
    /// <exception cref="ProtocolException">It is longer than <see cref="MaxLength"/>, or not valid UTF-8.</exception>
    public async ValueTask<string> ReadVarStringAsync(CancellationToken ct = default)
    {
        var bytes = await ReadVarUint8ArrayAsync(ct);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ProtocolException("A string is not valid UTF-8.");
        }
    }

    /// <summary>Reads one byte; throws if there is none.</summary>
    protected abstract ValueTask<byte> ReadByteAsync(CancellationToken ct);

    /// <summary>Fills the memory; throws if the bytes end before.</summary>
    protected abstract ValueTask ReadBytesAsync(Memory<byte> bytes, CancellationToken ct);

    private async ValueTask<int> ReadLengthAsync(CancellationToken ct)
    {
        var announced = await ReadVarUintAsync(ct);
        return announced <= (ulong)MaxLength
            ? (int)announced
            : throw new ProtocolException($"An array of {announced} bytes is longer than the limit of {MaxLength}.");
    }
}
