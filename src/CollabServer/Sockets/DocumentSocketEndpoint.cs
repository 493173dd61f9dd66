using System.Net.WebSockets;
using CollabServer.Access;
using CollabServer.Documents;
using CollabServer.Documents.Access;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Dialects;
using CollabServer.Requests;
using Microsoft.Extensions.Options;

namespace CollabServer.Sockets;

/// <summary>
/// <c>/ws/doc/&lt;name&gt;</c>: from an HTTP upgrade to a session in a document. What a browser cannot show to its user before the upgrade (it
/// hides the response) is said after it, as a close code and a sentence; a page that must not connect at all gets its refusal as HTTP.
/// </summary>
internal sealed class DocumentSocketEndpoint(
    DocumentDirectory directory, OriginPolicy origins, ReceiveBudget budget, IOptions<SocketOptions> socketOptions, IOptions<DocumentLimits> limits, TimeProvider time, ILogger<DocumentSocketEndpoint> logger)
{
    public const string Prefix = "/ws/doc/";
    private const int SegmentsBefore = 2; // ws, doc

    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "This address speaks WebSocket only.");
            return;
        }

        if (!origins.Allows(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Pages of this origin may not connect. Access:AllowedOrigins lists those that may.");
            return;
        }

        var selection = DialectTable.Document.Select([.. context.WebSockets.WebSocketRequestedProtocols]);
        if (selection.IsRefused)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "None of the requested subprotocols is known. Known are collab.msgpack.v1 and y-websocket; clients of y-websocket may also name none.");
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = selection.Subprotocol,
            KeepAliveInterval = socketOptions.Value.PingInterval,
            KeepAliveTimeout = socketOptions.Value.PongTimeout,
        });
        await RunAsync(context, socket, selection.Dialect);
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail) =>
        Results.Problem(statusCode: status, detail: detail).ExecuteAsync(context);

    private async Task RunAsync(HttpContext context, WebSocket socket, IDialect dialect)
    {
        var options = socketOptions.Value;
        using var outbox = new SocketOutbox(socket, limits.Value.MaxOutgoingBytes, options, time, context.Abort);
        var maxMessageBytes = dialect.StartsWithHello ? limits.Value.MaxMessageBytes : Math.Max(limits.Value.MaxMessageBytes, limits.Value.MaxWholeSyncBytes);
        using var reader = new FrameReader(socket, maxMessageBytes, options.MessageDeadline, time, budget);
        var connection = new DocumentSocket(socket, reader, outbox, dialect, options, time, logger);

        var inbox = await JoinAsync(context, dialect, outbox);
        if (inbox is null)
        {
            await connection.FinishAsync();
            return;
        }

        await using (inbox)
        {
            await connection.RunAsync(inbox, outbox.Aborted);
        }
    }

    /// <summary>Null when the document cannot be joined; the outbox has then been told why.</summary>
    private async Task<SessionInbox?> JoinAsync(HttpContext context, IDialect dialect, SocketOutbox outbox)
    {
        if (!RawPath.TryGetRest(context, SegmentsBefore, out var rest) || !RawPath.TryDecode(rest, out var text))
        {
            outbox.Close(CloseCode.InvalidDocumentName, "The document name in the address is not percent-encoded UTF-8, or the address has \".\" or \"..\" segments.");
            return null;
        }

        if (!DocumentName.TryParse(text, out var name, out var fault))
        {
            outbox.Close(CloseCode.InvalidDocumentName, fault);
            return null;
        }

        try
        {
            var info = new SessionInfo(Principal.Anonymous, context.Connection.RemoteIpAddress?.ToString(), context.Request.Headers.UserAgent.ToString());
            using var document = await directory.OpenAsync(name, context.RequestAborted);
            return await document.JoinAsync(info, dialect, outbox, context.RequestAborted);
        }
        catch (DocumentUnavailableException exception)
        {
            // The directory has logged the cause; the client only needs to know that trying again later makes sense.
            outbox.Close(CloseCode.DocumentUnavailable, "The document cannot be opened at the moment.");
            SocketsLog.JoinRefused(logger, exception.Message);
            return null;
        }
    }
}
