using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CollabServer.Api;

/// <summary>The way out for damaged documents.</summary>
internal static class QuarantineApi
{
    public static void MapQuarantine(this RouteGroupBuilder api) =>
        api.MapDelete("/documents/{id}/quarantine", ReleaseAsync)
            .WithSummary("Releases a damaged document with everything that can still be read of it, and says which log entries are lost.")
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(423);

    private static async Task<Results<Ok<ReleaseAnswer>, ProblemHttpResult>> ReleaseAsync(
        RequestedDocument requested, IDocumentCatalog catalog, QuarantineRelease quarantine, CancellationToken ct)
    {
        if (await quarantine.ReleaseAsync(requested.Name, releasedBy: null, ct) is { } released)
        {
            return TypedResults.Ok(new ReleaseAnswer(released.Lost, released.Version is { } version ? VersionSummary.Of(version) : null));
        }

        return await catalog.FindAsync(requested.Name, ct) is null
            ? ApiProblems.NoSuchDocument(requested.Name)
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "Not quarantined", detail: $"Document \"{requested.Name}\" is not quarantined.");
    }
}
