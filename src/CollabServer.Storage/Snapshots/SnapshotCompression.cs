using System.Buffers;
using System.IO.Compression;

namespace CollabServer.Storage.Snapshots;

/// <summary>Brotli at a level that costs a few milliseconds a megabyte, with output that is bounded by the recorded size.</summary>
internal static class SnapshotCompression
{
    /// <summary>Larger states are refused in both directions: one array must hold them.</summary>
    public const int MaxStateBytes = 1 << 30;

    private const int Quality = 4;
    private const int WindowBits = 22;

    public static byte[] Compress(ReadOnlySpan<byte> state)
    {
        if (state.Length > MaxStateBytes)
        {
            throw new ArgumentException($"A snapshot has at most {MaxStateBytes} bytes.", nameof(state));
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(state.Length));
        try
        {
            return BrotliEncoder.TryCompress(state, buffer, out var written, Quality, WindowBits)
                ? buffer.AsSpan(0, written).ToArray()
                : throw new InvalidOperationException("Brotli needed more room than it says it ever does.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Null when <paramref name="compressed"/> is not exactly <paramref name="stateBytes"/> bytes of compressed state.</returns>
    public static byte[]? TryDecompress(ReadOnlySpan<byte> compressed, long stateBytes)
    {
        if (stateBytes is < 0 or > MaxStateBytes)
        {
            return null;
        }

        var state = new byte[stateBytes];
        using var decoder = new BrotliDecoder();
        // With no room at all the decoder does not get to see that there is nothing to write.
        var status = decoder.Decompress(compressed, stateBytes == 0 ? new byte[1] : state, out var consumed, out var written);
        return status == OperationStatus.Done && consumed == compressed.Length && written == state.Length ? state : null;
    }
}
