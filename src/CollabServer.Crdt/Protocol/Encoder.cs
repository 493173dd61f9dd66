using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace CollabServer.Crdt.Protocol;

/// <summary>Writes the parts of messages. Where the bytes go is up to whoever derives from it.</summary>
public abstract class Encoder
{
    /// <summary>Sends what is buffered, if anything is.</summary>
    public virtual ValueTask FlushAsync(CancellationToken ct = default) => default;

    /// <summary>Writes an integer, seven bits a byte, the lowest first.</summary>
    public async ValueTask WriteVarUintAsync(ulong value, CancellationToken ct = default)
    {
        for (; value >= 0x80; value >>= 7)
        {
            await WriteByteAsync((byte)(value | 0x80), ct);
        }

        await WriteByteAsync((byte)value, ct);
    }

    /// <summary>Writes bytes behind their number. (The name without <c>Async</c> is YDotNet's.)</summary>
    public async ValueTask WriteVarUint8Array(byte[] value, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        await WriteVarUintAsync((ulong)value.Length, ct);
        await WriteBytesAsync(new ArraySegment<byte>(value), ct);
    }

    /// <summary>As <see cref="WriteVarUint8Array(byte[], CancellationToken)"/>, from any memory.</summary>
    public async ValueTask WriteVarUint8Array(ReadOnlyMemory<byte> value, CancellationToken ct = default)
    {
        await WriteVarUintAsync((ulong)value.Length, ct);
        await WriteBytesAsync(MemoryMarshal.TryGetArray(value, out var segment) ? segment : new ArraySegment<byte>(value.ToArray()), ct);
    }

    /// <summary>Writes a string as UTF-8 behind the number of its bytes.</summary>
    public async ValueTask WriteVarStringAsync(string value, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(value, buffer);
            await WriteVarUintAsync((ulong)length, ct);
            await WriteBytesAsync(new ArraySegment<byte>(buffer, 0, length), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes one byte.</summary>
    protected abstract ValueTask WriteByteAsync(byte value, CancellationToken ct);

    /// <summary>Writes bytes. They may change once the task has ended.</summary>
    protected abstract ValueTask WriteBytesAsync(ArraySegment<byte> bytes, CancellationToken ct);
}
