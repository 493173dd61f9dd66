using System.Buffers;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Log;
using CollabServer.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CollabServer.Api;

/// <summary>Edits without a socket.</summary>
internal static class UpdatesApi
{
    private const int LargestFirstBuffer = 64 * 1024;

    public static void MapUpdates(this RouteGroupBuilder api) =>
        api.MapPost("/documents/{id}/updates", ApplyAsync)
            .Accepts<byte[]>("application/octet-stream")
            .WithSummary("Applies a Yjs update (V1, or V2 with ?encoding=v2) and answers when it is in the log.")
            .ProducesProblem(413)
            .ProducesProblem(422);

    private static async Task<Results<Ok<UpdateAnswer>, ProblemHttpResult>> ApplyAsync(
        RequestedDocument requested, HttpRequest request, DocumentDirectory directory, IOptions<DocumentLimits> limits, CancellationToken ct, string encoding = "v1")
    {
        if (UpdateEncodingName.Parse(encoding) is not { } updateEncoding)
        {
            return ApiProblems.BadRequest("The encoding of an update is v1 or v2.");
        }

        var update = await ReadBodyAsync(request, limits.Value.MaxUpdateBytes, ct);
        if (update is null)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, detail: $"An update may have at most {limits.Value.MaxUpdateBytes} bytes.");
        }

        using var document = await directory.OpenAsync(requested.Name, ct);
        var applied = await document.ApplyAsync(update.Value, updateEncoding, author: null, UpdateOrigin.Api, ct);
        return TypedResults.Ok(new UpdateAnswer(applied.Seq, applied.Changed));
    }

    /// <summary>Null when the body is larger than allowed; then no more of it is read.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, long maxBytes, CancellationToken ct)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        // Kestrel's own limit is for all requests and knows nothing of ours, which is counted below.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } kestrel)
        {
            kestrel.MaxRequestBodySize = maxBytes;
        }

        // What is announced may never come; a buffer grows with what does.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 256, LargestFirstBuffer));
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(1), ct);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > maxBytes)
            {
                return null;
            }
        }
    }
}
