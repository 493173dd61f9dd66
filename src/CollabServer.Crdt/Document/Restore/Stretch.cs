namespace CollabServer.Crdt.Document.Restore;

/// <summary>Part of a block: <paramref name="Length"/> units from <paramref name="Offset"/> on.</summary>
internal readonly record struct Stretch(int Row, long Offset, long Length);
