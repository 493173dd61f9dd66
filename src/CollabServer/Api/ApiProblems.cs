using CollabServer.Crdt.Updates;
using CollabServer.Documents;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CollabServer.Api;

/// <summary>Every way a request can fail, as RFC 9457 problem details with a sentence the caller can act on.</summary>
internal sealed class ApiProblems(IProblemDetailsService problems, ILogger<ApiProblems> logger) : IExceptionHandler
{
    public static ProblemHttpResult NoSuchDocument(DocumentName name) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such document", detail: $"There is no document \"{name}\". A document exists from its first edit.");

    public static ProblemHttpResult NoSuchVersion(DocumentName name, long version) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such version", detail: $"Document \"{name}\" has no version {version}.");

    public static ProblemHttpResult NoSuchEntry(DocumentName name, long seq, long lastSeq) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such entry", detail: $"The log of \"{name}\" has entries 1 to {lastSeq}, not {seq}.");

    public static ProblemHttpResult BadRequest(string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, detail: detail);

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, title, detail) = Describe(exception);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            ApiLog.RequestFailed(logger, context.Request.Method, status, exception);
        }

        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = status, Title = title, Detail = detail },
        });
    }

    private static (int Status, string Title, string Detail) Describe(Exception exception) => exception switch
    {
        BadHttpRequestException bad => (bad.StatusCode, "Bad request", bad.Message),
        ContentTooLongException tooLong => (StatusCodes.Status413PayloadTooLarge, "Too large", tooLong.Message),
        MalformedUpdateException malformed => (StatusCodes.Status422UnprocessableEntity, "Malformed update", malformed.Message),
        CommandRefusedException { Refusal: CommandRefusal.NothingWritten } refused => (StatusCodes.Status404NotFound, "No such document", refused.Message),
        CommandRefusedException { Refusal: CommandRefusal.TooLarge } refused => (StatusCodes.Status413PayloadTooLarge, "Too large", refused.Message),
        CommandRefusedException { Refusal: CommandRefusal.Quarantined } refused => (StatusCodes.Status423Locked, "Document quarantined", refused.Message),
        CommandRefusedException refused => (StatusCodes.Status503ServiceUnavailable, "Not now", refused.Message),
        DocumentUnavailableException unavailable => (StatusCodes.Status503ServiceUnavailable, "Document unavailable", unavailable.Message),
        CorruptSnapshotException corrupt => (StatusCodes.Status500InternalServerError, "Damaged version", corrupt.Message),
        ThinnedHistoryException thinned => (StatusCodes.Status410Gone, "Moment thinned away", thinned.Message),
        CorruptLogException corrupt => (StatusCodes.Status500InternalServerError, "Damaged log", corrupt.Message),
        LogWriteException => (StatusCodes.Status503ServiceUnavailable, "Not saved", "The log could not be written."),
        _ => (StatusCodes.Status500InternalServerError, "Internal error", "The server failed to answer; its log says why."),
    };
}
