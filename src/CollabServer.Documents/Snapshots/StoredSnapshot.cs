namespace CollabServer.Documents.Snapshots;

/// <summary>A snapshot with its state (one V2 update), its checksum verified.</summary>
public sealed record StoredSnapshot(SnapshotInfo Info, ReadOnlyMemory<byte> State);
