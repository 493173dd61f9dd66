using System.ComponentModel.DataAnnotations;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CollabServer.Api;

/// <summary>Which documents there are, and who has them open.</summary>
internal static class DocumentsApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static void MapDocuments(this RouteGroupBuilder api)
    {
        api.MapGet("/documents", ListAsync).WithSummary("Lists documents in the order of their ids.");
        api.MapGet("/documents/{id}", FindAsync).WithSummary("Says where a document stands.").ProducesProblem(404);
        api.MapGet("/documents/{id}/sessions", SessionsAsync).WithSummary("Lists the clients that have a document open.");
    }

    private static async Task<Ok<DocumentPage>> ListAsync(
        IDocumentCatalog catalog, CancellationToken ct, string? prefix = null, string? after = null, [Range(1, MaxLimit)] int limit = DefaultLimit)
    {
        var records = await catalog.ListAsync(prefix ?? "", after, Math.Clamp(limit, 1, MaxLimit) + 1, ct);
        var page = records.Take(Math.Clamp(limit, 1, MaxLimit)).Select(DocumentSummary.Of).ToList();
        return TypedResults.Ok(new DocumentPage(page, records.Count > page.Count ? page[^1].Id : null));
    }

    private static async Task<Results<Ok<DocumentSummary>, ProblemHttpResult>> FindAsync(
        RequestedDocument requested, IDocumentCatalog catalog, CancellationToken ct) =>
        await catalog.FindAsync(requested.Name, ct) is { } record ? TypedResults.Ok(DocumentSummary.Of(record)) : ApiProblems.NoSuchDocument(requested.Name);

    private static async Task<Ok<IEnumerable<SessionAnswer>>> SessionsAsync(RequestedDocument requested, DocumentDirectory directory, CancellationToken ct)
    {
        using var document = await directory.OpenAsync(requested.Name, ct);
        return TypedResults.Ok((await document.SessionsAsync(ct)).Select(SessionAnswer.Of));
    }
}
