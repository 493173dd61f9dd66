namespace CollabServer.Documents.Integrity;

/// <summary>Counts what is really there, without trusting what the head of a log says. Thread-safe.</summary>
public interface ILogMeasure
{
    /// <summary>Figures of one moment; null when the document does not exist.</summary>
    Task<StoredFigures?> MeasureAsync(DocumentName document, CancellationToken ct);

    /// <summary>
    /// Sets what the head says of the log's size and of the newest snapshot to what is there, under the lock appends take. Where the log begins and ends
    /// is left alone.
    /// </summary>
    /// <returns>False when both were right, or the document does not exist.</returns>
    Task<bool> CorrectAsync(DocumentName document, CancellationToken ct);
}
