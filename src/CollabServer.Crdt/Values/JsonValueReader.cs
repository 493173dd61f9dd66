using System.Text.Json;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Values;

/// <summary>Makes values of JSON texts that documents keep, lone surrogates included. They were checked when they came in.</summary>
internal static class JsonValueReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue / 2 };

    public static Output Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return ReadValue(ref reader);
    }

    private static Output ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.String => new Output(ReadText(ref reader)),
        JsonTokenType.Number => new Output(reader.GetDouble()),
        JsonTokenType.True => Output.True,
        JsonTokenType.False => Output.False,
        _ => Output.NullValue,
    };

    private static Output ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<Output>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader));
        }

        return new Output(new JsonArray(items));
    }

    private static Output ReadObject(ref Utf8JsonReader reader)
    {
        var members = new JsObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = ReadText(ref reader);
            reader.Read();
            members.Set(key, ReadValue(ref reader));
        }

        return new Output(members.ToJsonObject());
    }

    private static string ReadText(ref Utf8JsonReader reader) => Wtf8.ToText(JsonToAny.Unescape(ref reader));
}
