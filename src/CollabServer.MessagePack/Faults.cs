using System.Diagnostics.CodeAnalysis;

namespace CollabServer.MessagePack;

/// <summary>The cold side of the reader: builds and throws, so that the callers stay small enough to inline.</summary>
internal static class Faults
{
    [DoesNotReturn]
    public static void Truncated(long needed, long remaining) =>
        throw new MessagePackSerializationException(MessagePackFault.Truncated, $"{needed} more bytes are needed, {remaining} remain.");

    [DoesNotReturn]
    public static void UnexpectedCode(byte code, string expected) =>
        throw new MessagePackSerializationException(
            MessagePackFault.UnexpectedCode,
            $"Unexpected msgpack code {code:x2} ({MessagePackCode.ToFormatName(code)}), expected {expected}.");

    [DoesNotReturn]
    public static void OutOfRange(string what) => throw new MessagePackSerializationException(MessagePackFault.OutOfRange, what);

    [DoesNotReturn]
    public static void InvalidUtf8() => throw new MessagePackSerializationException(MessagePackFault.InvalidUtf8, "A string is not UTF-8.");

    [DoesNotReturn]
    public static void InvalidTimestamp(string what) =>
        throw new MessagePackSerializationException(MessagePackFault.InvalidTimestamp, what);

    [DoesNotReturn]
    public static void TooDeep(int limit) =>
        throw new MessagePackSerializationException(MessagePackFault.TooDeep, $"Objects are nested deeper than {limit} levels.");
}
