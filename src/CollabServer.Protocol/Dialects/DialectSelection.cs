using System.Diagnostics.CodeAnalysis;

namespace CollabServer.Protocol.Dialects;

/// <summary>The outcome of <see cref="DialectTable.Select"/>. <c>Subprotocol</c> is what the handshake answers; null when the client asked for none.</summary>
public readonly record struct DialectSelection(IDialect? Dialect, string? Subprotocol)
{
    /// <summary>None of the requested subprotocols is known: answer 400, do not open the socket.</summary>
    public static readonly DialectSelection Refused;

    [MemberNotNullWhen(false, nameof(Dialect))]
    public bool IsRefused => Dialect is null;
}
