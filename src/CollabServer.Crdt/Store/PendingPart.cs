namespace CollabServer.Crdt.Store;

/// <summary>Structs that wait, as one update (V2, without deletions), and what they wait for. Tried again as a whole.</summary>
internal sealed class PendingPart(byte[] update)
{
    /// <summary>For each client the lowest clock that something in it waits for.</summary>
    private readonly Dictionary<ulong, long> _missing = new(ClientIdComparer.Instance);

    public byte[] Update { get; set; } = update;

    /// <summary>Something it waits for has arrived: it is to be tried again.</summary>
    public bool IsDue { get; private set; }

    public void NoteMissing(GrowingArray<MissingClock> missing, ClientTable clients)
    {
        foreach (var (client, clock) in missing)
        {
            // Came later in the same walk; due with the next update that brings anything.
            IsDue |= clock < clients.StateOf(client);
            if (!_missing.TryGetValue(client, out var known) || clock < known)
            {
                _missing[client] = clock;
            }
        }
    }

    public bool NoteArrival(ulong client, long state) => IsDue |= _missing.TryGetValue(client, out var clock) && clock < state;
}
