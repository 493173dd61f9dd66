namespace CollabServer.Documents.Catalog;

/// <summary>Which documents exist. A document exists from its first logged update. Thread-safe.</summary>
public interface IDocumentCatalog
{
    Task<DocumentRecord?> FindAsync(DocumentName name, CancellationToken ct);

    /// <summary>In ordinal order of names: those that start with <paramref name="prefix"/> and come after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DocumentRecord>> ListAsync(string prefix, string? after, int limit, CancellationToken ct);
}
