using System.Runtime.InteropServices;

namespace CollabServer.Crdt.Store;

/// <summary>
/// One block: 52 bytes in an array, addressed by its index. Links and references are indexes too; <see cref="BlockStore.None"/> means none.
/// Clocks have 32 bits here; blocks that need more are marked <see cref="BlockFlags.Wide"/> and read through <see cref="BlockStore"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct BlockRow
{
    public uint ClockLow;
    public uint LengthLow;

    /// <summary>Index in the client table.</summary>
    public int Client;
    public int Left;
    public int Right;

    /// <summary>Index in the list table: the sequence the block is linked into. None for collected blocks.</summary>
    public int List;
    public int OriginClient;
    public uint OriginClockLow;
    public int RightOriginClient;
    public uint RightOriginClockLow;

    /// <summary>Offset in the content arena; for <see cref="ContentKind.Type"/> the index in the type table.</summary>
    public int ContentStart;

    /// <summary>Bytes in the content arena.</summary>
    public int ContentSize;
    public BlockFlags Flags;

    public readonly ContentKind Kind => (ContentKind)(Flags & BlockFlags.KindMask);

    public readonly bool IsDeleted => (Flags & BlockFlags.Deleted) != 0;

    public readonly bool IsItem => (Flags & BlockFlags.KindMask) != 0;

    public readonly bool HasAnyOrigin => (OriginClient & RightOriginClient) != BlockStore.None;

    /// <summary>Counts in the index of its list while not deleted.</summary>
    public readonly bool IsCountable => Kind is not (ContentKind.Collected or ContentKind.Deleted or ContentKind.Format);
}
