using System.Diagnostics.CodeAnalysis;

namespace CollabServer.Crdt.Updates;

/// <summary>The one exception for bytes that are not what they should be. Whatever was to be changed is unchanged.</summary>
public sealed class MalformedUpdateException : YDotNetException
{
    /// <summary>Says what is wrong.</summary>
    public MalformedUpdateException(MalformedUpdateReason reason, string message)
        : base(message) => Reason = reason;

    /// <summary>Says what is wrong, and what was thrown about it.</summary>
    public MalformedUpdateException(MalformedUpdateReason reason, string message, Exception innerException)
        : base(message, innerException) => Reason = reason;

    /// <summary>What is wrong.</summary>
    public MalformedUpdateReason Reason { get; }

    [DoesNotReturn]
    internal static void Throw(MalformedUpdateReason reason, string message) => throw new MalformedUpdateException(reason, message);

    [DoesNotReturn]
    internal static void ThrowTruncated() => throw new MalformedUpdateException(MalformedUpdateReason.Truncated, "The bytes end in the middle of a value.");

    [DoesNotReturn]
    internal static void ThrowIntegerOutOfRange() =>
        throw new MalformedUpdateException(MalformedUpdateReason.IntegerOutOfRange, "An integer is negative or above 2^53 - 1.");

    [DoesNotReturn]
    internal static void ThrowInvalidUtf8() => throw new MalformedUpdateException(MalformedUpdateReason.InvalidUtf8, "A text is not valid UTF-8.");
}
