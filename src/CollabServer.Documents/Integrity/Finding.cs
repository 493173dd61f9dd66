namespace CollabServer.Documents.Integrity;

/// <summary>One thing that was found in a stored document.</summary>
/// <param name="Sentence">For people.</param>
/// <param name="FirstSeq">The entries it is about, when it is about entries.</param>
/// <param name="SnapshotId">The snapshot it is about, when it is about one.</param>
public sealed record Finding(FindingKind Kind, FindingWeight Weight, string Sentence, long? FirstSeq = null, long? LastSeq = null, long? SnapshotId = null);
