using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Integrity;

/// <summary>A document that was brought out of quarantine.</summary>
/// <param name="Lost">Entries that could not be read; empty when the history had been repaired before.</param>
/// <param name="Version">The snapshot with which the document goes on; null when nothing was lost.</param>
public sealed record ReleasedDocument(IReadOnlyList<LostEntries> Lost, SnapshotInfo? Version);
