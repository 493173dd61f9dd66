namespace CollabServer.Protocol.Messages;

/// <summary>Something the user should know; <c>Code</c> is one of <see cref="NoticeCode"/>. Values of <c>Data</c> are null, bool, long, double or string.</summary>
public sealed record Notice(string Code, IReadOnlyDictionary<string, object?>? Data) : ServerMessage;
