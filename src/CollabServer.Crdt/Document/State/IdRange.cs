namespace CollabServer.Crdt.Document.State;

/// <summary>Clocks of one client in YDotNet's 32 bits.</summary>
/// <param name="Start">The first clock.</param>
/// <param name="End">The clock after the last.</param>
public sealed record IdRange(uint Start, uint End);
