using CollabServer.Documents.Snapshots;

namespace CollabServer.Storage.Model;

/// <summary>A row of <c>document_snapshots</c>. Never changed once written.</summary>
internal sealed class DocumentSnapshot
{
    public long Id { get; init; }

    public long DocumentKey { get; init; }

    public long Seq { get; init; }

    /// <summary>Compressed with Brotli.</summary>
    public required byte[] State { get; init; }

    /// <summary>Size of the state before compression.</summary>
    public long StateBytes { get; init; }

    public uint Checksum { get; init; }

    public SnapshotKind Kind { get; init; }

    public string? Label { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
