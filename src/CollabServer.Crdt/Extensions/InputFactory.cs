using System.Text.Json;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Extensions;

/// <summary>
/// Makes inputs of JSON. An object becomes a plain one, replaced as a whole; an array becomes a shared one, except inside an object, where
/// everything is plain; numbers are JavaScript's.
/// </summary>
public static class InputFactory
{
    /// <summary>What a peer accepts as nesting of plain values by default: <see cref="UpdateLimits.MaxValueDepth"/>.</summary>
    private const int MaxDepth = 256;

    /// <summary>Makes an input of JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static Input FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = JsonDocument.Parse(json);
        return FromJson(document.RootElement);
    }

    /// <summary>Makes an input of parsed JSON, which may be disposed of afterwards.</summary>
    /// <exception cref="JsonException">The value is nested more than 256 deep.</exception>
    /// <exception cref="ArgumentException">The element holds no value.</exception>
    public static Input FromJson(JsonElement json) => Convert(json, isPlain: false, MaxDepth);

    private static Input Convert(JsonElement json, bool isPlain, int depth)
    {
        if (depth == 0)
        {
            throw new JsonException($"The value is nested more than {MaxDepth} deep.");
        }

        return json.ValueKind switch
        {
            JsonValueKind.Object => Input.Object(Members(json, depth)),
            JsonValueKind.Array when isPlain => Input.Collection(Items(json, isPlain, depth)),
            JsonValueKind.Array => Input.Array(Items(json, isPlain, depth)),
            JsonValueKind.String => Input.String(json.GetString()!),
            JsonValueKind.Number => Input.Double(json.GetDouble()),
            JsonValueKind.True => Input.Boolean(true),
            JsonValueKind.False => Input.Boolean(false),
            JsonValueKind.Null => Input.Null(),
            _ => throw new ArgumentException("The element holds no value.", nameof(json)),
        };
    }

    private static Input[] Items(JsonElement json, bool isPlain, int depth) =>
        [.. json.EnumerateArray().Select(item => Convert(item, isPlain, depth - 1))];

    private static OrderedDictionary<string, Input> Members(JsonElement json, int depth)
    {
        var members = new OrderedDictionary<string, Input>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            members[member.Name] = Convert(member.Value, isPlain: true, depth - 1);
        }

        return members;
    }
}
