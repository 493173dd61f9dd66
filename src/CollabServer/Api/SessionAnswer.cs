using CollabServer.Documents.Sessions;

namespace CollabServer.Api;

/// <summary>A client that has the document open.</summary>
internal sealed record SessionAnswer(
    string Id, string? User, ulong ClientId, string? Client, string? Subprotocol, string? RemoteAddress, string? UserAgent, DateTimeOffset JoinedAt, bool CanWrite)
{
    public static SessionAnswer Of(SessionSummary session) =>
        new(session.Id.ToString(), session.User, session.ClientId, session.Client, session.Subprotocol, session.RemoteAddress, session.UserAgent, session.JoinedAt, session.CanWrite);
}
