using CollabServer.Documents.Catalog;

namespace CollabServer.Api;

/// <summary>A document as the API shows it.</summary>
/// <param name="LastSeq">Number of the newest entry in its log.</param>
/// <param name="LogBytes">Sum of the sizes of all updates in its log.</param>
/// <param name="TrimmedThrough">Entries up to this one were thinned away by the retention policy; 0 while the log is whole.</param>
/// <param name="Quarantine">Set while the document is damaged and can only be read.</param>
internal sealed record DocumentSummary(
    string Id, Guid Generation, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastSeq, long SnapshotSeq, long LogBytes, long TrimmedThrough,
    DocumentQuarantine? Quarantine)
{
    public static DocumentSummary Of(DocumentRecord record) => new(
        record.Name.Value, record.Generation, record.CreatedAt, record.UpdatedAt, record.LastSeq, record.SnapshotSeq, record.LogBytes, record.TrimmedThrough,
        record.Quarantine);
}
