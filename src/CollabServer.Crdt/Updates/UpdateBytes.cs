using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>The two buffers that slices of decoded structs point into: the update, and what had to be rebuilt beside it (negative starts).</summary>
internal readonly ref struct UpdateBytes(ReadOnlySpan<byte> update, ReadOnlySpan<byte> rebuilt)
{
    private readonly ReadOnlySpan<byte> _update = update;
    private readonly ReadOnlySpan<byte> _rebuilt = rebuilt;

    public ReadOnlySpan<byte> this[Slice slice] =>
        slice.Start >= 0 ? _update.Slice(slice.Start, slice.Length) : _rebuilt.Slice(~slice.Start, slice.Length);
}
