using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor.Commands;

internal sealed record ListSessions : DocumentCommand<IReadOnlyList<SessionSummary>>;
