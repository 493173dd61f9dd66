using System.Net.Mime;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Snapshots;
using CollabServer.Requests;

namespace CollabServer.Api;

/// <summary>What a document says, now or at a version, as text, JSON or Yjs update.</summary>
internal static class ContentApi
{
    /// <summary>Documents have up to 100 MiB by default; their JSON is usually about as long as their text.</summary>
    private const int MaxJsonBytes = 256 * 1024 * 1024;

    public static void MapContent(this RouteGroupBuilder api) =>
        api.MapGet("/documents/{id}/content", ReadAsync)
            .WithSummary("Reads a document as text, JSON or Yjs update, now, at a version or at a log entry.")
            .WithDescription("format: text, json (default) or update. root: only this root; without it, text is that of all roots, one after the other. version: as of this version. seq: as of this log entry; 410 when that moment was thinned away, 413 when its JSON is longer than 256 MiB. encoding: v1 (default) or v2, of an update.")
            .Produces<string>(200, MediaTypeNames.Application.Json, MediaTypeNames.Text.Plain, MediaTypeNames.Application.Octet)
            .ProducesProblem(404)
            .ProducesProblem(410)
            .ProducesProblem(413);

    private static async Task<IResult> ReadAsync(
        RequestedDocument requested, DocumentDirectory directory, IDocumentCatalog catalog, ISnapshotStore snapshots, DocumentHistory history,
        CancellationToken ct, string format = "json", string? root = null, long? version = null, long? seq = null, string encoding = "v1")
    {
        if (UpdateEncodingName.Parse(encoding) is not { } updateEncoding)
        {
            return ApiProblems.BadRequest("The encoding of an update is v1 or v2.");
        }

        if (format is not ("text" or "json" or "update"))
        {
            return ApiProblems.BadRequest("The format is text, json or update.");
        }

        ReadOnlyMemory<byte> state;
        if (version is { } wanted)
        {
            if (await snapshots.FindAsync(requested.Name, wanted, ct) is not { } found)
            {
                return ApiProblems.NoSuchVersion(requested.Name, wanted);
            }

            state = found.State;
        }
        else if (seq is { } entry)
        {
            var lastSeq = (await catalog.FindAsync(requested.Name, ct))?.LastSeq ?? 0;
            if (entry < 1 || entry > lastSeq)
            {
                return ApiProblems.NoSuchEntry(requested.Name, entry, lastSeq);
            }

            state = await history.ReadAtAsync(requested.Name, entry, UpdateEncoding.V2, ct);
        }
        else
        {
            // The first edits of a document can be read before the log has them, like any others.
            var isStored = await catalog.FindAsync(requested.Name, ct) is not null;
            if (!isStored && !directory.Names.Contains(requested.Name))
            {
                return ApiProblems.NoSuchDocument(requested.Name);
            }

            using var document = await directory.OpenAsync(requested.Name, ct);
            state = (await document.ReadStateAsync(UpdateEncoding.V2, ct)).Update;
            if (!isStored && UpdateBlob.StateVector(state.Span, UpdateEncoding.V2) is [0])
            {
                return ApiProblems.NoSuchDocument(requested.Name);
            }
        }

        return format == "update" ? Update(state, updateEncoding) : Show(state, format, root);
    }

    private static IResult Update(ReadOnlyMemory<byte> state, UpdateEncoding encoding) =>
        Results.Bytes(encoding == UpdateEncoding.V2 ? state : UpdateBlob.Convert(state.Span, UpdateEncoding.V2, encoding), MediaTypeNames.Application.Octet);

    private static IResult Show(ReadOnlyMemory<byte> state, string format, string? root)
    {
        var doc = new Doc();
        using (var loading = doc.WriteTransaction())
        {
            loading.ApplyStored(state.Span, UpdateEncoding.V2);
        }

        using var transaction = doc.ReadTransaction();
        if (root is not null && DocumentRoots.List(transaction).All(known => known.Name != root))
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such root", detail: $"The document has no root \"{root}\".");
        }

        return format == "text" ? Results.Text(Text(transaction, root)) : Results.Bytes(Json(transaction, root), MediaTypeNames.Application.Json);
    }

    private static string Text(Transaction transaction, string? root) =>
        root is not null
            ? DocumentText.Read(transaction, root) ?? ""
            : string.Join('\n', DocumentRoots.List(transaction).Select(known => DocumentText.Read(transaction, known.Name)));

    private static ReadOnlyMemory<byte> Json(Transaction transaction, string? root)
    {
        var output = new LimitedOutput(MaxJsonBytes);
        if (root is null)
        {
            DocumentJson.Write(transaction, output);
        }
        else
        {
            DocumentJson.WriteRoot(transaction, root, output);
        }

        return output.Written;
    }
}
