namespace CollabServer.Crdt.Store;

/// <summary>All blocks of one client, ordered by clock and without a gap from 0 on.</summary>
internal struct ClientRun
{
    public ulong Id;

    /// <summary>Row indexes; the first <see cref="Count"/> are used.</summary>
    public int[] Rows;

    /// <summary>The clocks where the rows start, beside <see cref="Rows"/>, so that a search stays in one small array. Low 32 bits: see <see cref="IsWide"/>.</summary>
    public uint[] Starts;
    public int Count;

    /// <summary>Where the last search ended.</summary>
    public int Hint;

    /// <summary>The next expected clock.</summary>
    public long State;

    /// <summary>The state when transaction <see cref="TouchedIn"/> began.</summary>
    public long StateBefore;

    /// <summary>The transaction that last added a block.</summary>
    public int TouchedIn;

    public readonly ReadOnlySpan<int> AllRows => Rows.AsSpan(0, Count);

    /// <summary>Clocks do not fit into 32 bits, so <see cref="Starts"/> cannot be searched.</summary>
    public readonly bool IsWide => State > uint.MaxValue;
}
