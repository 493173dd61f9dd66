using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;

namespace CollabServer.Documents.Actor.Commands;

internal sealed record ReadState(UpdateEncoding Encoding) : DocumentCommand<DocumentState>;
