namespace CollabServer.Crdt.Store;

/// <summary>Deleted clocks of one client, known by its number in the client table.</summary>
internal record struct DeletedRange(int Client, long Clock, long Length)
{
    public readonly long End => Clock + Length;
}
