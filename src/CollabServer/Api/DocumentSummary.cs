using CollabServer.Documents.Catalog;

namespace CollabServer.Api;

/// <summary>A document as the API shows it.</summary>
/// <param name="LastSeq">Number of the newest entry in its log.</param>
/// <param name="LogBytes">Sum of the sizes of all updates in its log.</param>
internal sealed record DocumentSummary(
    string Id, Guid Generation, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastSeq, long SnapshotSeq, long LogBytes)
{
    public static DocumentSummary Of(DocumentRecord record) =>
        new(record.Name.Value, record.Generation, record.CreatedAt, record.UpdatedAt, record.LastSeq, record.SnapshotSeq, record.LogBytes);
}
