using CollabServer.Documents.Snapshots;

namespace CollabServer.Api;

/// <summary>A version of a document.</summary>
/// <param name="Seq">The log entry after which the document looked like this.</param>
/// <param name="Kind"><c>version</c>: named by a person; <c>before-restore</c>: kept so that a restore can be undone.</param>
/// <param name="StateBytes">Size of the state as a Yjs update (V2).</param>
internal sealed record VersionSummary(long Id, long Seq, string Kind, string? Label, string? CreatedBy, DateTimeOffset CreatedAt, long StateBytes)
{
    public static VersionSummary Of(SnapshotInfo info) =>
        new(info.Id, info.Seq, KindOf(info.Kind), info.Label, info.CreatedBy, info.CreatedAt, info.StateBytes);

    private static string KindOf(SnapshotKind kind) => kind switch
    {
        SnapshotKind.Version => "version",
        SnapshotKind.BeforeRestore => "before-restore",
        SnapshotKind.Checkpoint => "checkpoint",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a name."),
    };
}
