using CollabServer.Documents;
using CollabServer.Documents.Log;

namespace CollabServer.Storage.Log;

/// <summary>What every append has to keep, checked before a database is asked.</summary>
internal static class AppendRules
{
    /// <summary>
    /// The entry behind which a repeated batch is looked for. A log that ends before what was known to be in it is another than it was (a backup, a standby
    /// that had not heard of everything), and the batch may be anywhere.
    /// </summary>
    public static long SearchBehind(AppendBatch batch, long lastSeq) => batch.KnownSeq <= lastSeq ? batch.KnownSeq : 0;

    /// <exception cref="ArgumentException">The caller broke the contract of <see cref="IUpdateLog.AppendAsync"/>.</exception>
    /// <exception cref="LogWriteException">No store can hold it.</exception>
    public static void Check(IReadOnlyList<AppendBatch> batches)
    {
        var documents = new HashSet<DocumentName>(batches.Count);
        foreach (var batch in batches)
        {
            if (!documents.Add(batch.Document))
            {
                throw new ArgumentException($"Two batches of document \"{batch.Document}\" in one call.", nameof(batches));
            }

            if (batch.Updates.Count == 0)
            {
                throw new ArgumentException($"The batch of document \"{batch.Document}\" has no updates.", nameof(batches));
            }

            foreach (var update in batch.Updates)
            {
                if (!StoredText.IsStorable(update.Author))
                {
                    throw new LogWriteException(
                        WriteOutcome.Deterministic,
                        $"An author in document \"{batch.Document}\" holds U+0000 or an unpaired surrogate.",
                        innerException: null);
                }
            }
        }
    }
}
