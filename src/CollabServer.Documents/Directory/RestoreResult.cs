using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Directory;

/// <summary>A restore is durable.</summary>
/// <param name="Seq">The log entry that restored, or the newest one when nothing had to change.</param>
/// <param name="SafetyVersion">The document as it was just before.</param>
/// <param name="Changed">False when the document showed the same content already.</param>
public sealed record RestoreResult(long Seq, SnapshotInfo SafetyVersion, bool Changed);
