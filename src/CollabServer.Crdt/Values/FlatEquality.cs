using System.Globalization;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Equality of format values as Yjs decides it: primitives by <c>===</c>, objects and arrays member by member, one level deep.
/// Objects inside objects are equal only to themselves, so marks that hold such values never count as redundant.
/// </summary>
internal static class FlatEquality
{
    public static bool AreEqual(Output? left, Output? right)
    {
        if (AreIdentical(left, right))
        {
            return true;
        }

        if (left is null || right is null || !IsObject(left) || !IsObject(right) || CountOf(left) != CountOf(right))
        {
            return false;
        }

        foreach (var (key, value) in MembersOf(left))
        {
            if (!TryGetMember(right, key, out var other) || !AreIdentical(other, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>JavaScript's <c>===</c>: numbers by value (NaN equals nothing, 0 equals −0), objects by reference.</summary>
    public static bool AreIdentical(Output? left, Output? right)
    {
        if (left is null || right is null || left.Tag != right.Tag)
        {
            return left is null && right is null;
        }

        return left.Tag switch
        {
            OutputTag.Null or OutputTag.Undefined => true,
            OutputTag.Boolean => left.Boolean == right.Boolean,
            OutputTag.Double => left.Double == right.Double,
            OutputTag.Long => left.Long == right.Long,
            OutputTag.String => string.Equals(left.String, right.String, StringComparison.Ordinal),
            _ => ReferenceEquals(left, right),
        };
    }

    private static bool IsObject(Output value) => value.Tag is OutputTag.JsonObject or OutputTag.JsonArray or OutputTag.Bytes;

    private static int CountOf(Output value) => value.Tag switch
    {
        OutputTag.JsonObject => value.JsonObject.Count,
        OutputTag.JsonArray => value.JsonArray.Count,
        _ => value.Bytes.Length,
    };

    /// <summary>What JavaScript's <c>for … in</c> finds in a value: members, or elements by index; the characters of a string.</summary>
    public static IEnumerable<KeyValuePair<string, Output>> MembersOf(Output value) => value.Tag switch
    {
        OutputTag.JsonObject => value.JsonObject,
        OutputTag.JsonArray => value.JsonArray.Select((item, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), item)),
        OutputTag.Bytes => value.Bytes.Select((item, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), new Output((double)item))),
        OutputTag.String => value.String.Select((c, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), new Output(c.ToString()))),
        _ => [],
    };

    private static bool TryGetMember(Output value, string key, out Output? member)
    {
        member = null;
        if (value.Tag == OutputTag.JsonObject)
        {
            return value.JsonObject.TryGetValue(key, out member);
        }

        if (!JsObject.IsIndex(key, out var index) || index >= CountOf(value))
        {
            return false;
        }

        member = value.Tag == OutputTag.JsonArray ? value.JsonArray[(int)index] : new Output((double)value.Bytes[index]);
        return true;
    }
}
