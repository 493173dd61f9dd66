namespace CollabServer.Crdt.Values;

/// <summary>What is wrong with bytes that should have been an <c>any</c> value or JSON text.</summary>
internal enum AnyFault
{
    None,
    Truncated,

    /// <summary>An integer above 2^53−1, the largest lib0 reads.</summary>
    NumberTooLarge,
    InvalidUtf8,
    UnknownTag,
    InvalidJson,

    /// <summary>Objects and arrays nest deeper than the caller's limit.</summary>
    TooDeep,
}
