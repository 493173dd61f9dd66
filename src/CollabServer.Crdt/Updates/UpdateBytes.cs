using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>The two buffers that slices of decoded structs point into: the update, and what had to be rebuilt beside it (negative starts).</summary>
internal readonly ref struct UpdateBytes(ReadOnlySpan<byte> update, ReadOnlySpan<byte> rebuilt)
{
    private readonly ReadOnlySpan<byte> _update = update;
    private readonly ReadOnlySpan<byte> _rebuilt = rebuilt;

    /// <summary>Only texts that were rebuilt can: the update itself is valid UTF-8.</summary>
    public bool MayHoldLoneSurrogates => !_rebuilt.IsEmpty;

    public ReadOnlySpan<byte> this[Slice slice] => BufferOf(slice, out var inside).Slice(inside.Start, inside.Length);

    /// <summary>The buffer that a slice points into, and the slice with a start that is none of a complement.</summary>
    public ReadOnlySpan<byte> BufferOf(Slice slice, out Slice inside)
    {
        if (slice.Start >= 0)
        {
            inside = slice;
            return _update;
        }

        inside = new Slice(~slice.Start, slice.Length);
        return _rebuilt;
    }
}
