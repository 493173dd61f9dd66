using CollabServer.Documents.Catalog;

namespace CollabServer.Documents.Actor.Inputs;

/// <summary>What the catalogue said of this document a moment ago. An edit of ours may have been written since, or be among what it counts.</summary>
internal sealed record HeadSeen(DocumentRecord Record) : DocumentInput;
