using CollabServer.Crdt.Document;
using CollabServer.Documents.Directory;

namespace CollabServer.Documents.Actor.Commands;

/// <summary>Brings the visible content of <paramref name="Target"/> back by an ordinary edit. Answered when that edit is durable.</summary>
/// <param name="Target">Belongs to the command: nobody else touches it.</param>
/// <param name="Label">Names the safety version.</param>
internal sealed record RestoreDocument(Doc Target, string? Label, string? RestoredBy) : DocumentCommand<RestoreResult>;
