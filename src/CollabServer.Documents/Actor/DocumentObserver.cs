using CollabServer.Documents.Actor.Outputs;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Actor;

/// <summary>Turns what happens to documents into log lines and measurements. Thread-safe.</summary>
internal sealed class DocumentObserver(DocumentsInstruments instruments, ILogger<DocumentObserver> logger)
{
    public void Observe(DocumentName name, DocumentEvent happened)
    {
        switch (happened)
        {
            case DocumentEvent.UpdatesAccepted accepted:
                instruments.UpdatesAccepted(accepted.Count, accepted.Bytes);
                break;
            case DocumentEvent.UpdateRefused refused:
                instruments.UpdateRefused(refused.Reason);
                logger.LogUpdateRefused(name, refused.Reason);
                break;
            case DocumentEvent.NotSaving notSaving:
                logger.LogNotSaving(name, notSaving.UnsavedBytes);
                break;
            case DocumentEvent.SavingAgain:
                logger.LogSavingAgain(name);
                break;
            case DocumentEvent.AppendRefused refused:
                logger.LogAppendRefused(name, refused.Reason);
                break;
            case DocumentEvent.ForeignEntries foreign:
                logger.LogForeignEntries(name, foreign.FirstSeq, foreign.LastSeq);
                break;
            case DocumentEvent.CheckpointFailed failed:
                logger.LogCheckpointFailed(name, failed.Seq, failed.RetryAfter, failed.Error);
                break;
            case DocumentEvent.Restored restored:
                logger.LogRestored(name, restored.Seq, restored.RestoredBy);
                break;
        }
    }
}
