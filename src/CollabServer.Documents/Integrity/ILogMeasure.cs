namespace CollabServer.Documents.Integrity;

/// <summary>Counts what is really there, without trusting what the head of a log says. Thread-safe.</summary>
public interface ILogMeasure
{
    /// <summary>Figures of one moment; null when the document does not exist.</summary>
    Task<StoredFigures?> MeasureAsync(DocumentName document, CancellationToken ct);
}
