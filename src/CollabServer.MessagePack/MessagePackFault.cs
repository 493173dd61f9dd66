namespace CollabServer.MessagePack;

/// <summary>The ways in which bytes can fail to be what the caller asked for.</summary>
public enum MessagePackFault
{
    Unspecified = 0,

    /// <summary>The bytes end before the object does, or a declared length or count cannot fit in the bytes that remain.</summary>
    Truncated,

    /// <summary>A well-formed object of another type, or code c1.</summary>
    UnexpectedCode,

    /// <summary>An integer that the requested type cannot hold, a count above <see cref="int.MaxValue"/>, a date outside the years 1 to 9999.</summary>
    OutOfRange,

    /// <summary>A string that is not UTF-8; only raised while reading untrusted data.</summary>
    InvalidUtf8,

    /// <summary>A timestamp of a length other than 4, 8 or 12, or with more than 999,999,999 nanoseconds.</summary>
    InvalidTimestamp,

    /// <summary>Arrays and maps nested deeper than <see cref="MessagePackSecurity.MaximumObjectGraphDepth"/>.</summary>
    TooDeep,
}
