namespace CollabServer.Documents.Catalog;

/// <summary>Which documents are quarantined; <see cref="DocumentRecord.Quarantine"/> shows it. Thread-safe.</summary>
public interface IQuarantineRegister
{
    /// <summary>Quarantines a document that exists. One that is quarantined already keeps its first reason.</summary>
    /// <returns>False when it was quarantined already, or does not exist.</returns>
    Task<bool> QuarantineAsync(DocumentName document, DocumentQuarantine quarantine, CancellationToken ct);

    /// <summary>How many documents are quarantined.</summary>
    Task<long> CountAsync(CancellationToken ct);

    /// <returns>False when it was not quarantined.</returns>
    Task<bool> ReleaseAsync(DocumentName document, CancellationToken ct);
}
