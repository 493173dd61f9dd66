namespace CollabServer.Crdt.Updates;

/// <summary>Deleted clocks of one client, known by its id.</summary>
internal readonly record struct DeletedIdRange(ulong Client, long Clock, long Length)
{
    public long End => Clock + Length;
}
