using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Loading;

/// <summary>Loads documents. What cannot be loaded is an error and never an empty document. Thread-safe.</summary>
internal sealed class DocumentLoader(
    IDocumentCatalog catalog, StoredHistory history, QuarantineKeeper quarantines, LogWriter writer, IdSource newId, TimeProvider time, IOptions<DocumentsOptions> options,
    ILogger<DocumentLoader> logger)
{
    /// <exception cref="DocumentUnavailableException">Whatever went wrong.</exception>
    public async Task<LoadedDocument> LoadAsync(DocumentName name)
    {
        using var timeout = new CancellationTokenSource(options.Value.FirstAnswerTimeout, time);
        try
        {
            // Edits of an earlier life that are still on their way to the log belong to the document as well.
            Failpoint.Hit("load.before");
            await writer.WhenWrittenAsync(name, timeout.Token);
            Failpoint.Hit("load.after-writer");

            // A driver may take far longer to give up a call than to be told so: with a database that is frozen, until its own time-out.
            var record = await catalog.FindAsync(name, timeout.Token).WaitAsync(timeout.Token);
            Failpoint.Hit("load.after-catalog");

            // The store is there; a large document may take its time.
            timeout.CancelAfter(options.Value.LoadTimeout);
            var (stored, quarantine) = await ReadAsync(name, record, timeout.Token);
            Failpoint.Hit("load.after-replay");
            return new LoadedDocument(
                name, stored.Doc, record?.Generation ?? newId(), record?.LastSeq ?? 0, stored.SnapshotSeq, stored.BytesSinceSnapshot, stored.Bytes)
            {
                Quarantine = quarantine,
            };
        }
        catch (Exception e)
        {
            // Store, format, time, memory: the reason is for the operator. Whoever wants the document is told the same for all of them.
            Failpoint.Hit("load.failed");
            logger.LogLoadFailed(name, e);
            throw new DocumentUnavailableException(name, "it could not be loaded.", e);
        }
    }

    // A document under quarantine stays there until somebody releases it, even if it can be read again.
    private async Task<(StoredState Stored, DocumentQuarantine? Quarantine)> ReadAsync(DocumentName name, DocumentRecord? record, CancellationToken ct)
    {
        try
        {
            return (await history.ReadAsync(name, record?.LastSeq ?? 0, ct), record?.Quarantine);
        }
        catch (CorruptLogException damage)
        {
            var quarantine = record?.Quarantine ?? await quarantines.QuarantineAsync(name, damage.Fault, ct);
            var readable = await history.ReadUpToDamageAsync(name, damage, ct);
            if (readable.Seq == 0)
            {
                // Nothing at all: an empty document would be a lie.
                throw;
            }

            return (readable, quarantine);
        }
    }
}
