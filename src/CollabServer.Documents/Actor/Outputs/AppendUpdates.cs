using CollabServer.Documents.Log;

namespace CollabServer.Documents.Actor.Outputs;

/// <summary>Write these updates to the log. They come after all that were handed over before.</summary>
/// <param name="Through">Log position of the last of them: how many updates this document has accepted since it was loaded.</param>
/// <param name="KnownSeq">A sequence number that is in the log for certain.</param>
internal sealed record AppendUpdates(long Through, Guid Generation, long KnownSeq, IReadOnlyList<NewUpdate> Updates) : DocumentOutput;
