using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>Equality of plain values through all levels; the order of object keys does not matter, and NaN equals NaN.</summary>
internal static class DeepEquality
{
    public static bool AreEqual(Output left, Output right)
    {
        if (left.Tag != right.Tag)
        {
            return false;
        }

        return left.Tag switch
        {
            OutputTag.Double => left.Double.Equals(right.Double),
            OutputTag.Bytes => left.Bytes.AsSpan().SequenceEqual(right.Bytes),
            OutputTag.JsonArray => AreEqual(left.JsonArray, right.JsonArray),
            OutputTag.JsonObject => AreEqual(left.JsonObject, right.JsonObject),
            _ => FlatEquality.AreIdentical(left, right),
        };
    }

    public static bool AreEqual(IReadOnlyDictionary<string, Output> left, IReadOnlyDictionary<string, Output> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var (key, value) in left)
        {
            if (!right.TryGetValue(key, out var other) || !AreEqual(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(JsonArray left, JsonArray right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }
}
