using CollabServer.Documents.Log;

namespace CollabServer.Storage.Model;

/// <summary>A row of <c>document_updates</c>: one entry of a document's log. Never changed once written.</summary>
internal sealed class DocumentUpdate
{
    public long DocumentKey { get; init; }

    public long Seq { get; init; }

    public required byte[] UpdateBytes { get; init; }

    public Guid BatchId { get; init; }

    public string? Author { get; init; }

    public ulong ClientId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public UpdateOrigin Origin { get; init; }

    public uint Checksum { get; init; }
}
