namespace CollabServer.Documents.Log.Writing;

/// <summary>One call of <see cref="IUpdateLog.AppendAsync"/>: the batches of some documents in one transaction.</summary>
/// <param name="IsLone">A single suspect, tried apart from the others.</param>
internal sealed record AppendCall(IReadOnlyList<DocumentLane> Lanes, IReadOnlyList<AppendBatch> Batches, bool IsLone);
