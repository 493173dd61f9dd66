using System.Text;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Reads lib0 <c>any</c> values. Nesting is bounded by the caller's depth, counts by the bytes that remain.
/// <code>
/// any := 127 undefined | 126 null | 125 varint | 124 f32 | 123 f64 | 122 i64 | 121 false | 120 true
///      | 119 string | 118 varuint (string any)* | 117 varuint any* | 116 varuint bytes
/// </code>
/// </summary>
internal static class AnyReader
{
    /// <summary>
    /// The length of the value at the start of <paramref name="source"/>, without building it. <paramref name="isCanonical"/> tells whether Yjs,
    /// having read these bytes, would write the same ones; if not, <see cref="AnyText.Normalize"/> gives what it would write.
    /// </summary>
    public static bool TryMeasure(ReadOnlySpan<byte> source, int maxDepth, out int length, out bool isCanonical, out AnyFault fault)
    {
        var cursor = new AnyCursor(source);
        var ok = TrySkip(ref cursor, maxDepth);
        length = cursor.Position;
        isCanonical = cursor.IsCanonical;
        fault = cursor.Fault;
        return ok;
    }

    /// <summary>Reads the value at the start of <paramref name="source"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, int maxDepth, out Output? value, out int length, out AnyFault fault)
    {
        var cursor = new AnyCursor(source);
        var ok = TryRead(ref cursor, maxDepth, out value);
        length = cursor.Position;
        fault = cursor.Fault;
        return ok;
    }

    /// <summary>Reads bytes that were checked when they came in.</summary>
    public static Output ReadTrusted(ReadOnlySpan<byte> source, out int length) =>
        TryRead(source, int.MaxValue, out var value, out length, out var fault)
            ? value!
            : throw new InvalidOperationException($"A stored value cannot be read: {fault}.");

    private static bool TrySkip(ref AnyCursor cursor, int depthLeft)
    {
        if (!cursor.TryReadByte(out var tag))
        {
            return false;
        }

        switch (tag)
        {
            case AnyTag.Undefined or AnyTag.Null or AnyTag.True or AnyTag.False:
                return true;
            case AnyTag.Integer:
                return cursor.TryReadInteger(out _);
            case AnyTag.Float32:
                return cursor.TryReadFloat32(out _);
            case AnyTag.Float64:
                return cursor.TryReadFloat64(out _);
            case AnyTag.BigInt:
                return cursor.TryReadBigInt(out _);
            case AnyTag.String:
                return cursor.TryReadUtf8(out _);
            case AnyTag.Bytes:
                return cursor.TryReadByteString(out _);
            case AnyTag.Array when depthLeft > 0:
                return TrySkipArray(ref cursor, depthLeft - 1);
            case AnyTag.Object when depthLeft > 0:
                return TrySkipObject(ref cursor, depthLeft - 1);
            default:
                return cursor.Fail(tag is AnyTag.Array or AnyTag.Object ? AnyFault.TooDeep : AnyFault.UnknownTag);
        }
    }

    private static bool TrySkipArray(ref AnyCursor cursor, int depthLeft)
    {
        if (!cursor.TryReadCount(1, out var count))
        {
            return false;
        }

        for (; count > 0; count--)
        {
            if (!TrySkip(ref cursor, depthLeft))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySkipObject(ref AnyCursor cursor, int depthLeft)
    {
        if (!cursor.TryReadCount(2, out var count))
        {
            return false;
        }

        var seen = count > 1 ? new HashSet<string>() : null;
        for (; count > 0; count--)
        {
            if (!cursor.TryReadUtf8(out var utf8))
            {
                return false;
            }

            // Repeated keys collapse and number-like keys move to the front in a JavaScript object.
            if (seen is not null && cursor.IsCanonical)
            {
                var key = Encoding.UTF8.GetString(utf8);
                cursor.IsCanonical = seen.Add(key) && !JsObject.IsIndex(key, out _);
            }

            if (!TrySkip(ref cursor, depthLeft))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryRead(ref AnyCursor cursor, int depthLeft, out Output? value)
    {
        value = null;
        if (!cursor.TryReadByte(out var tag))
        {
            return false;
        }

        var ok = false;
        double number;
        switch (tag)
        {
            case AnyTag.Undefined:
                value = Output.UndefinedValue;
                return true;
            case AnyTag.Null:
                value = Output.NullValue;
                return true;
            case AnyTag.True:
                value = Output.True;
                return true;
            case AnyTag.False:
                value = Output.False;
                return true;
            case AnyTag.Integer:
                ok = cursor.TryReadInteger(out number);
                value = new Output(number);
                return ok;
            case AnyTag.Float32:
                ok = cursor.TryReadFloat32(out number);
                value = new Output(number);
                return ok;
            case AnyTag.Float64:
                ok = cursor.TryReadFloat64(out number);
                value = new Output(number);
                return ok;
            case AnyTag.BigInt:
                ok = cursor.TryReadBigInt(out var big);
                value = new Output(big);
                return ok;
            case AnyTag.String:
                ok = cursor.TryReadUtf8(out var utf8);
                value = ok ? new Output(Encoding.UTF8.GetString(utf8)) : null;
                return ok;
            case AnyTag.Bytes:
                ok = cursor.TryReadByteString(out var bytes);
                value = ok ? new Output(bytes.ToArray()) : null;
                return ok;
            case AnyTag.Array when depthLeft > 0:
                return TryReadArray(ref cursor, depthLeft - 1, out value);
            case AnyTag.Object when depthLeft > 0:
                return TryReadObject(ref cursor, depthLeft - 1, out value);
            default:
                return cursor.Fail(tag is AnyTag.Array or AnyTag.Object ? AnyFault.TooDeep : AnyFault.UnknownTag);
        }
    }

    private static bool TryReadArray(ref AnyCursor cursor, int depthLeft, out Output? value)
    {
        value = null;
        if (!cursor.TryReadCount(1, out var count))
        {
            return false;
        }

        // One byte on the wire may stand for one element, so the list starts small and grows with what is really there.
        var items = new List<Output>(Math.Min(count, 64));
        for (; count > 0; count--)
        {
            if (!TryRead(ref cursor, depthLeft, out var item))
            {
                return false;
            }

            items.Add(item!);
        }

        value = new Output(new JsonArray(items));
        return true;
    }

    private static bool TryReadObject(ref AnyCursor cursor, int depthLeft, out Output? value)
    {
        value = null;
        if (!cursor.TryReadCount(2, out var count))
        {
            return false;
        }

        var members = new JsObject();
        for (; count > 0; count--)
        {
            if (!cursor.TryReadUtf8(out var key) || !TryRead(ref cursor, depthLeft, out var member))
            {
                return false;
            }

            members.Set(Encoding.UTF8.GetString(key), member!);
        }

        value = new Output(members.ToJsonObject());
        return true;
    }
}
