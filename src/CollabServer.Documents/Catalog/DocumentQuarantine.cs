namespace CollabServer.Documents.Catalog;

/// <summary>
/// A document whose stored history is damaged where nothing stands in for it: what can be read is served, nobody may change it, and
/// nothing of it is overwritten, trimmed or checkpointed until somebody releases it.
/// </summary>
/// <param name="Reason">What was found, in a sentence.</param>
public sealed record DocumentQuarantine(DateTimeOffset Since, string Reason);
