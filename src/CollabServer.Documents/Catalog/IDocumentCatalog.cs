namespace CollabServer.Documents.Catalog;

/// <summary>Which documents exist. A document exists from its first logged update. Thread-safe.</summary>
public interface IDocumentCatalog
{
    Task<DocumentRecord?> FindAsync(DocumentName name, CancellationToken ct);

    /// <summary>Those of <paramref name="names"/> that exist, in any order.</summary>
    Task<IReadOnlyList<DocumentRecord>> FindAllAsync(IReadOnlyCollection<DocumentName> names, CancellationToken ct);

    /// <summary>
    /// Those whose names start with <paramref name="prefix"/> and come after <paramref name="after"/>, at most <paramref name="limit"/>,
    /// ordered by code point (which is the order of the UTF-8 bytes, not of the UTF-16 units <see cref="string.CompareOrdinal(string, string)"/> compares).
    /// Text that no name can contain (U+0000, unpaired surrogates) finds nothing.
    /// </summary>
    Task<IReadOnlyList<DocumentRecord>> ListAsync(string prefix, string? after, int limit, CancellationToken ct);
}
