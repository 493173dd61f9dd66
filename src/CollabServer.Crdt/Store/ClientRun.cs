namespace CollabServer.Crdt.Store;

/// <summary>All blocks of one client, ordered by clock and without a gap from 0 on.</summary>
internal struct ClientRun
{
    public ulong Id;

    /// <summary>Row indexes; the first <see cref="Count"/> are used.</summary>
    public int[] Rows;
    public int Count;

    /// <summary>Where the last search ended.</summary>
    public int Hint;

    /// <summary>The next expected clock.</summary>
    public long State;

    /// <summary>The state when transaction <see cref="TouchedIn"/> began.</summary>
    public long StateBefore;

    /// <summary>The transaction that last added a block.</summary>
    public int TouchedIn;
}
