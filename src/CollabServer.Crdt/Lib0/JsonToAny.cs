using System.Text.Json;

namespace CollabServer.Crdt.Lib0;

/// <summary>JSON text (validated before) to a lib0 "any", as Yjs does it when it parses a V1 mark and writes it in V2.</summary>
internal static class JsonToAny
{
    /// <summary>Depth was bounded when the text was accepted.</summary>
    private static JsonReaderOptions Options => new() { MaxDepth = int.MaxValue / 2 };

    public static void Convert(ReadOnlySpan<byte> json, ByteWriter target)
    {
        var counts = json.ContainsAny((byte)'{', (byte)'[') ? CountChildren(json) : [];
        var container = 0;
        var reader = new Utf8JsonReader(json, Options);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    AnyTokenWriter.BeginObject(target, counts[container++]);
                    break;
                case JsonTokenType.StartArray:
                    AnyTokenWriter.BeginArray(target, counts[container++]);
                    break;
                case JsonTokenType.PropertyName:
                    AnyTokenWriter.WriteKey(target, Unescape(ref reader));
                    break;
                case JsonTokenType.String:
                    AnyTokenWriter.WriteText(target, Unescape(ref reader));
                    break;
                case JsonTokenType.Number:
                    AnyTokenWriter.WriteNumber(target, reader.GetDouble());
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    AnyTokenWriter.WriteBoolean(target, reader.TokenType == JsonTokenType.True);
                    break;
                case JsonTokenType.Null:
                    AnyTokenWriter.WriteNull(target);
                    break;
            }
        }
    }

    /// <summary>How many children each container has, in the order the containers begin. One pass, however deep they nest.</summary>
    private static List<int> CountChildren(ReadOnlySpan<byte> json)
    {
        var counts = new List<int>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(json, Options);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
            }

            if (open.TryPeek(out var parent))
            {
                counts[parent]++;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push(counts.Count);
                counts.Add(0);
            }
        }

        return counts;
    }

    /// <summary>Escapes may name lone surrogates, which System.Text.Json refuses to decode.</summary>
    public static ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        var chars = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                chars.Append(text[i]);
                continue;
            }

            i++;
            chars.Append(text[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)System.Convert.ToUInt16(text.Substring((i += 4) - 3, 4), 16),
                var c => c,
            });
        }

        return Wtf8.FromText(chars.ToString());
    }
}
