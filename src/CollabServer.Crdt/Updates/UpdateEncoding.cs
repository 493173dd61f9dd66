namespace CollabServer.Crdt.Updates;

/// <summary>The two encodings of updates. State vectors and V1 snapshots are the same in both.</summary>
public enum UpdateEncoding
{
    /// <summary>Struct by struct. What every provider sends.</summary>
    V1,

    /// <summary>In run-length columns. Smaller for large states.</summary>
    V2,
}
