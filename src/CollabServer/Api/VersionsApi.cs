using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Snapshots;
using CollabServer.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CollabServer.Api;

/// <summary>Named moments of a document, and bringing them back.</summary>
internal static class VersionsApi
{
    private const int MaxLabelLength = 200;
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private static readonly SnapshotKind[] Shown = [SnapshotKind.Version, SnapshotKind.BeforeRestore];

    public static void MapVersions(this RouteGroupBuilder api)
    {
        api.MapGet("/documents/{id}/versions", ListAsync).WithSummary("Lists the versions of a document, newest first.");
        api.MapPost("/documents/{id}/versions", NameAsync).WithSummary("Keeps the document as it is now under a name.").ProducesProblem(404);
        api.MapGet("/documents/{id}/versions/{version:long}", FindAsync).WithSummary("Describes one version.").ProducesProblem(404);
        api.MapPost("/documents/{id}/restore", RestoreAsync)
            .WithSummary("Brings the document back to a version. Connected editors receive an ordinary edit and stay connected; a safety version is kept.")
            .ProducesProblem(404);
    }

    private static async Task<Ok<VersionPage>> ListAsync(
        RequestedDocument requested, ISnapshotStore snapshots, CancellationToken ct, long before = long.MaxValue, int limit = DefaultLimit)
    {
        var size = Math.Clamp(limit, 1, MaxLimit);
        var infos = await snapshots.ListAsync(requested.Name, Shown, before, size + 1, ct);
        var page = infos.Take(size).Select(VersionSummary.Of).ToList();
        return TypedResults.Ok(new VersionPage(page, infos.Count > size ? page[^1].Id : null));
    }

    private static async Task<Results<Created<VersionSummary>, ProblemHttpResult>> NameAsync(
        RequestedDocument requested, NameVersionRequest request, DocumentDirectory directory, HttpContext context, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Label) || request.Label.Length > MaxLabelLength || request.Label.Any(char.IsControl))
        {
            return ApiProblems.BadRequest($"A version needs a label of 1 to {MaxLabelLength} characters, none of them a control character.");
        }

        using var document = await directory.OpenAsync(requested.Name, ct);
        var version = VersionSummary.Of(await document.SaveVersionAsync(request.Label, createdBy: null, ct));
        return TypedResults.Created($"{context.Request.PathBase}/api/documents/{Uri.EscapeDataString(requested.Name.Value)}/versions/{version.Id}", version);
    }

    private static async Task<Results<Ok<VersionSummary>, ProblemHttpResult>> FindAsync(
        RequestedDocument requested, long version, ISnapshotStore snapshots, CancellationToken ct) =>
        await snapshots.FindAsync(requested.Name, version, ct) is { } found ? TypedResults.Ok(VersionSummary.Of(found.Info)) : ApiProblems.NoSuchVersion(requested.Name, version);

    private static async Task<Results<Ok<RestoreAnswer>, ProblemHttpResult>> RestoreAsync(
        RequestedDocument requested, RestoreRequest request, DocumentDirectory directory, ISnapshotStore snapshots, CancellationToken ct)
    {
        if (request.Version is not { } version)
        {
            return ApiProblems.BadRequest("Say which version to restore: { \"version\": id }.");
        }

        if (await snapshots.FindAsync(requested.Name, version, ct) is not { } target)
        {
            return ApiProblems.NoSuchVersion(requested.Name, version);
        }

        using var document = await directory.OpenAsync(requested.Name, ct);
        var restored = await document.RestoreAsync(target.State, UpdateEncoding.V2, LabelBefore(target.Info), restoredBy: null, ct);
        return TypedResults.Ok(new RestoreAnswer(restored.Seq, restored.Changed, VersionSummary.Of(restored.SafetyVersion)));
    }

    private static string LabelBefore(SnapshotInfo target) =>
        target.Label is { } label ? $"Before restoring \"{label}\"" : $"Before restoring version {target.Id}";
}
