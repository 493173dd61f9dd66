using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>Plain values in the fixtures' tagged JSON, where everything JSON cannot say is an object with the key <c>$</c>.</summary>
internal static class TaggedJson
{
    public static Output ReadPlain(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return Output.NullValue;
            case JsonValueKind.True:
                return Output.True;
            case JsonValueKind.False:
                return Output.False;
            case JsonValueKind.String:
                return new Output(element.GetString()!);
            case JsonValueKind.Number:
                return new Output(element.GetDouble());
            case JsonValueKind.Object:
                return ReadTagged(element);
            default:
                throw new FormatException($"Not tagged JSON: {element}");
        }
    }

    /// <summary>A string, which is an object when it holds lone surrogates.</summary>
    public static string ReadString(JsonElement element) => ReadPlain(element).String;

    public static OrderedDictionary<string, Output> ReadMembers(JsonElement element)
    {
        var members = new OrderedDictionary<string, Output>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            members[property.Name] = ReadPlain(property.Value);
        }

        return members;
    }

    private static Output ReadTagged(JsonElement element)
    {
        var value = element.TryGetProperty("v", out var v) ? v : default;
        switch (element.GetProperty("$").GetString())
        {
            case "undefined":
                return Output.UndefinedValue;
            case "num":
                return new Output(value.GetString() switch
                {
                    "-0" => -0.0,
                    "Infinity" => double.PositiveInfinity,
                    "-Infinity" => double.NegativeInfinity,
                    _ => double.NaN,
                });
            case "bigint":
                return new Output(long.Parse(value.GetString()!, CultureInfo.InvariantCulture));
            case "bin":
                return new Output(value.GetBytesFromBase64());
            case "u16":
                return new Output(new string(MemoryMarshal.Cast<byte, char>(value.GetBytesFromBase64())));
            case "arr":
                return new Output(new JsonArray([.. value.EnumerateArray().Select(ReadPlain)]));
            case "obj":
                var members = new JsObject();
                foreach (var (key, member) in ReadMembers(value))
                {
                    members.Set(key, member);
                }

                return new Output(members.ToJsonObject());
            case var tag:
                throw new FormatException($"Not a plain value: {tag}");
        }
    }
}
