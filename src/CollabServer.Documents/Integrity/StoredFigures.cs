using CollabServer.Documents.Catalog;

namespace CollabServer.Documents.Integrity;

/// <summary>What the catalogue says of a document beside what is stored, both read in one statement.</summary>
/// <param name="FirstSeq">The lowest number of a stored entry; 0 when there is none.</param>
/// <param name="LastSeq">The highest.</param>
/// <param name="Bytes">Sum of the sizes of the stored updates.</param>
/// <param name="NewestSnapshotSeq">The highest of a stored snapshot; 0 when there is none.</param>
public sealed record StoredFigures(
    DocumentRecord Record, long Entries, long FirstSeq, long LastSeq, long Bytes, long NewestSnapshotSeq);
