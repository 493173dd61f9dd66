using System.Runtime.CompilerServices;
using CollabServer.Documents.Snapshots;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Loading;

/// <summary>The snapshots a document can be started from, newest first; damaged ones are reported and passed over. Thread-safe.</summary>
internal sealed class UsableSnapshots(ISnapshotStore snapshots, ILogger logger)
{
    private const int PerPage = 100;

    private static readonly SnapshotKind[] AllKinds = Enum.GetValues<SnapshotKind>();

    /// <summary>Reads no more than it is asked for: one, unless that is damaged.</summary>
    public async IAsyncEnumerable<StoredSnapshot> NewestFirstAsync(DocumentName name, long atMostSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        long tried;
        StoredSnapshot? newest = null;
        try
        {
            newest = await snapshots.FindLatestAsync(name, atMostSeq, ct);
            tried = newest?.Info.Id ?? 0;
        }
        catch (CorruptSnapshotException e)
        {
            Report(name, e.SnapshotId, e);
            tried = e.SnapshotId;
        }

        if (newest is not null)
        {
            yield return newest;
        }
        else if (tried == 0)
        {
            yield break;
        }

        var others = await ListAsync(snapshots, name, ct);
        foreach (var info in others.Where(info => info.Seq <= atMostSeq && info.Id != tried).OrderByDescending(info => info.Seq).ThenByDescending(info => info.Id))
        {
            if (await TryFindAsync(name, info.Id, ct) is { } snapshot)
            {
                yield return snapshot;
            }
        }
    }

    public void Report(DocumentName name, long snapshotId, Exception error) => logger.LogSnapshotDamaged(name, snapshotId, error);

    /// <summary>All of a document, newest first.</summary>
    public static async Task<List<SnapshotInfo>> ListAsync(ISnapshotStore snapshots, DocumentName name, CancellationToken ct)
    {
        var all = new List<SnapshotInfo>();
        IReadOnlyList<SnapshotInfo> page;
        do
        {
            page = await snapshots.ListAsync(name, AllKinds, all.Count == 0 ? long.MaxValue : all[^1].Id, PerPage, ct);
            all.AddRange(page);
        }
        while (page.Count == PerPage);

        return all;
    }

    private async Task<StoredSnapshot?> TryFindAsync(DocumentName name, long id, CancellationToken ct)
    {
        try
        {
            return await snapshots.FindAsync(name, id, ct);
        }
        catch (CorruptSnapshotException e)
        {
            Report(name, e.SnapshotId, e);
            return null;
        }
    }
}
