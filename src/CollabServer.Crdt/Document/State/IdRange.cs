namespace CollabServer.Crdt.Document.State;

/// <summary>Clocks from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
public sealed record IdRange(long Start, long End);
