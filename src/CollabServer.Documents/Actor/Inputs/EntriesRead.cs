using CollabServer.Documents.Log;

namespace CollabServer.Documents.Actor.Inputs;

/// <param name="Entries">At least one, without a gap, beginning with the first that was asked for.</param>
internal sealed record EntriesRead(IReadOnlyList<LoggedUpdate> Entries) : DocumentInput;
