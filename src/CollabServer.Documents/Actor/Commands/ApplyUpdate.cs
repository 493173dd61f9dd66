using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;

namespace CollabServer.Documents.Actor.Commands;

/// <summary>Answered when the update is durable.</summary>
internal sealed record ApplyUpdate(ReadOnlyMemory<byte> Update, UpdateEncoding Encoding, string? Author, UpdateOrigin Origin)
    : DocumentCommand<AppliedUpdate>;
