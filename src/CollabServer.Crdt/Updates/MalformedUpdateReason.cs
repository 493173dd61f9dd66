namespace CollabServer.Crdt.Updates;

/// <summary>What is wrong with bytes that should be an update, a state vector, a delete set or a snapshot.</summary>
public enum MalformedUpdateReason
{
    /// <summary>The bytes end before the value they announce.</summary>
    Truncated,

    /// <summary>An integer above 2^53 - 1, or a clock that would pass it.</summary>
    IntegerOutOfRange,

    /// <summary>Text that is not valid UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A content, type or value tag that Yjs 13 does not know.</summary>
    UnknownContent,

    /// <summary>An embed, a mark or a legacy value whose text is not JSON.</summary>
    InvalidJson,

    /// <summary>A block that names itself or one of its successors as origin or parent.</summary>
    ForwardReference,

    /// <summary>Options of a subdocument that are null or undefined.</summary>
    InvalidSubdocument,

    /// <summary>One of the <see cref="UpdateLimits"/>.</summary>
    LimitExceeded,
}
