using System.Text.Json;

namespace CollabServer.Crdt.Lib0;

/// <summary>JSON text (validated before) to a lib0 "any", as Yjs does it when it parses a V1 mark and writes it in V2.</summary>
internal static class JsonToAny
{
    public static void Convert(ReadOnlySpan<byte> json, ByteWriter target)
    {
        // Depth was bounded when the text was accepted.
        var options = new JsonReaderOptions { MaxDepth = int.MaxValue / 2 };
        var reader = new Utf8JsonReader(json, options);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    AnyTokenWriter.BeginObject(target, CountChildren(reader, JsonTokenType.PropertyName));
                    break;
                case JsonTokenType.StartArray:
                    AnyTokenWriter.BeginArray(target, CountChildren(reader, JsonTokenType.None));
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

    /// <summary>Children of the container the reader (a copy) has just entered.</summary>
    private static int CountChildren(Utf8JsonReader reader, JsonTokenType counted)
    {
        var depth = reader.CurrentDepth;
        var count = 0;
        while (reader.Read() && !(reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.CurrentDepth == depth + 1
                && (counted == JsonTokenType.PropertyName
                    ? reader.TokenType == JsonTokenType.PropertyName
                    : reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray)))
            {
                count++;
            }
        }

        return count;
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
