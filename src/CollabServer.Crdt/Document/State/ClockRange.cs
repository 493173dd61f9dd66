namespace CollabServer.Crdt.Document.State;

/// <summary>Clocks of one client, up to 2^53 - 1.</summary>
/// <param name="Start">The first clock.</param>
/// <param name="End">The clock after the last.</param>
public readonly record struct ClockRange(long Start, long End);
