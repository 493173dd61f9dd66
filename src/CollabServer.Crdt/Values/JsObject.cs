using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Collects members the way a JavaScript object does: array-index keys first in ascending order, then the others in order of first
/// appearance; a repeated key keeps its place and takes the later value.
/// </summary>
internal sealed class JsObject
{
    private readonly OrderedDictionary<string, Output> _named = new(StringComparer.Ordinal);
    private SortedDictionary<uint, Output>? _indexed;

    public void Set(string key, Output value)
    {
        if (IsIndex(key, out var index))
        {
            (_indexed ??= [])[index] = value;
        }
        else
        {
            _named[key] = value;
        }
    }

    public JsonObject ToJsonObject()
    {
        if (_indexed is null)
        {
            return new JsonObject(_named);
        }

        var all = new OrderedDictionary<string, Output>(_indexed.Count + _named.Count, StringComparer.Ordinal);
        foreach (var (index, value) in _indexed)
        {
            all.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture), value);
        }

        foreach (var (key, value) in _named)
        {
            all.Add(key, value);
        }

        return new JsonObject(all);
    }

    /// <summary>Whether a key is a canonical array index (0 … 2^32−2), which JavaScript orders by number.</summary>
    public static bool IsIndex(string key, out uint index)
    {
        index = 0;
        if (key.Length is 0 or > 10 || !char.IsAsciiDigit(key[0]) || (key[0] == '0' && key.Length > 1))
        {
            return false;
        }

        ulong value = 0;
        foreach (var c in key)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (uint)(c - '0');
        }

        index = (uint)value;
        return value < uint.MaxValue;
    }
}
