using CollabServer.Crdt.Document;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Integrity;

/// <summary>
/// Brings documents out of quarantine, when somebody says so. Where entries are lost for good, everything that can still be read is kept as a
/// version with which the document goes on; the damaged rows stay as they are. An editor that still has a lost edit brings it back when it
/// connects. Thread-safe.
/// </summary>
public sealed class QuarantineRelease
{
    private const string Label = "Released from quarantine";

    private readonly IDocumentCatalog _catalog;
    private readonly IQuarantineRegister _register;
    private readonly StoredHistory _history;
    private readonly SnapshotBuilder _snapshots;
    private readonly DocumentDirectory _directory;
    private readonly ILogger _logger;

    internal QuarantineRelease(
        IDocumentCatalog catalog, IQuarantineRegister register, StoredHistory history, SnapshotBuilder snapshots, DocumentDirectory directory,
        ILogger<QuarantineRelease> logger) =>
        (_catalog, _register, _history, _snapshots, _directory, _logger) = (catalog, register, history, snapshots, directory, logger);

    /// <summary>Whoever has the document open in this process is sent away, and finds it writable when coming back.</summary>
    /// <returns>Null when the document does not exist or is not quarantined.</returns>
    /// <exception cref="CommandRefusedException">Nothing at all can be read: there is nothing to go on with.</exception>
    public async Task<ReleasedDocument?> ReleaseAsync(DocumentName name, string? releasedBy, CancellationToken ct)
    {
        if (await _catalog.FindAsync(name, ct) is not { Quarantine: not null } record)
        {
            return null;
        }

        var released = await KeepWhatIsReadableAsync(record, releasedBy, ct);
        Failpoint.Hit("release.before-register");
        await _register.ReleaseAsync(name, ct);
        _logger.LogReleased(name, releasedBy, released.Lost.Sum(lost => lost.LastSeq - lost.FirstSeq + 1));
        await _directory.EvictAsync(name, ct);
        return released;
    }

    private async Task<ReleasedDocument> KeepWhatIsReadableAsync(DocumentRecord record, string? releasedBy, CancellationToken ct)
    {
        try
        {
            await _history.ReadAsync(record.Name, record.LastSeq, ct);
            return new ReleasedDocument([], Version: null);
        }
        catch (CorruptLogException)
        {
            var salvaged = await _history.SalvageAsync(record.Name, record.LastSeq, ct);
            if (IsEmpty(salvaged.Doc))
            {
                throw new CommandRefusedException(
                    CommandRefusal.Quarantined, $"Nothing of \"{record.Name}\" can be read; bring the database back from a backup.");
            }

            var version = await _snapshots.SaveAsync(
                record.Name, salvaged.Doc, new SnapshotRequest(salvaged.Seq, SnapshotKind.Version, Label, releasedBy), ct);
            return new ReleasedDocument(salvaged.Lost, version);
        }
    }

    private static bool IsEmpty(Doc doc)
    {
        using var transaction = doc.ReadTransaction();
        return transaction.StateVectorV1() is [0] && !transaction.HasPending;
    }
}
