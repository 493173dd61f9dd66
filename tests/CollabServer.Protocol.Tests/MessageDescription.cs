using CollabServer.Protocol.Messages;

namespace CollabServer.Protocol.Tests;

/// <summary>A message as text, because records compare memory by address and not by content.</summary>
internal static class MessageDescription
{
    public static string Of(ClientMessage message) => message switch
    {
        Hello hello =>
            $"hello token={hello.Token ?? "nil"} generation={(hello.Generation is { } generation ? Hex(generation) : "nil")} client={hello.ClientId} name={hello.ClientName} version={hello.ClientVersion}",
        SyncRequest request => $"sync-request {Hex(request.StateVector)}",
        ClientSyncPart part => $"sync-part {Hex(part.Bytes)} {part.Part}/{part.Parts} ref={part.Ref}",
        ClientUpdate update => $"update ref={update.Ref} {Hex(update.Update)}",
        ClientAwareness awareness => $"awareness {Hex(awareness.Update)}",
        AwarenessRequest => "awareness-request",
        ClientApplicationMessage application => $"message {application.Channel} {Hex(application.Value)}",
        TokenRefresh token => $"token {token.Token}",
        ClientPing ping => $"ping {ping.Timestamp}",
        ClientPong pong => $"pong {pong.Timestamp}",
        _ => throw new InvalidOperationException(message.GetType().Name),
    };

    public static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}
