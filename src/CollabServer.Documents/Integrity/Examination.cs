namespace CollabServer.Documents.Integrity;

/// <summary>What was found in one stored document.</summary>
/// <param name="Entries">How many log entries are stored.</param>
/// <param name="Snapshots">How many snapshots are.</param>
public sealed record Examination(
    DocumentName Document, long LastSeq, long TrimmedThrough, long Entries, int Snapshots, IReadOnlyList<Finding> Findings)
{
    public bool IsSound => Findings.All(finding => finding.Weight == FindingWeight.Note);
}
