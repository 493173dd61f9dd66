namespace CollabServer.Documents.Integrity;

/// <summary>Compares what the catalogue says of a document with what was counted. Missing entries are found by reading, not here.</summary>
internal static class FigureFaults
{
    public static IEnumerable<Finding> Of(StoredFigures figures)
    {
        var record = figures.Record;
        if (figures.LastSeq > record.LastSeq)
        {
            yield return new Finding(
                FindingKind.WrongFigure, FindingWeight.Loss,
                $"The catalogue says that the log ends at entry {record.LastSeq}, but entries up to {figures.LastSeq} are stored: nothing more can be appended.",
                record.LastSeq + 1, figures.LastSeq);
        }

        if (figures.FirstSeq > 0 && figures.FirstSeq <= record.TrimmedThrough)
        {
            yield return new Finding(
                FindingKind.WrongFigure, FindingWeight.Covered,
                $"The catalogue says that entries up to {record.TrimmedThrough} were thinned away, but entry {figures.FirstSeq} is stored.",
                figures.FirstSeq, record.TrimmedThrough);
        }

        if (figures.NewestSnapshotSeq != record.SnapshotSeq)
        {
            yield return new Finding(
                FindingKind.WrongFigure, FindingWeight.Covered,
                $"The catalogue says that the newest snapshot is at entry {record.SnapshotSeq}, but it is at {figures.NewestSnapshotSeq}.");
        }

        if (figures.Bytes != record.LogBytes && figures.Entries == record.LastSeq - record.TrimmedThrough)
        {
            yield return new Finding(
                FindingKind.WrongFigure, FindingWeight.Covered, $"The catalogue says that the log has {record.LogBytes} bytes, but it has {figures.Bytes}.");
        }
    }
}
