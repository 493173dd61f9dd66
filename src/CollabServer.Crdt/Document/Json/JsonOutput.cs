using System.Text;
using System.Text.Json;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Document.Json;

/// <summary>Plain values in the JSON of <see cref="DocumentJson"/>. Their nesting was bounded when they came in.</summary>
internal static class JsonOutput
{
    private const long MaxSafeInteger = (1L << 53) - 1;

    public static void Write(Output value, Utf8JsonWriter writer)
    {
        switch (value.Tag)
        {
            case OutputTag.Boolean:
                writer.WriteBooleanValue(value.Boolean);
                break;
            case OutputTag.Double:
                Span<byte> digits = stackalloc byte[JsNumber.MaxLength];
                writer.WriteRawValue(digits[..JsNumber.Format(value.Double, digits)], skipInputValidation: true);
                break;
            case OutputTag.Long when Math.Abs((double)value.Long) <= MaxSafeInteger:
                writer.WriteNumberValue(value.Long);
                break;
            case OutputTag.Long:
                writer.WriteStringValue(value.Long.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case OutputTag.String:
                WriteString(writer, value.String);
                break;
            case OutputTag.Bytes:
                writer.WriteBase64StringValue(value.Bytes);
                break;
            case OutputTag.JsonArray:
                writer.WriteStartArray();
                foreach (var item in value.JsonArray)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case OutputTag.JsonObject:
                WriteObject(value.JsonObject, writer);
                break;
            case OutputTag.Doc:
                writer.WriteStartObject();
                writer.WriteString("guid"u8, value.Doc.Guid);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    public static void WriteObject(IEnumerable<KeyValuePair<string, Output>> members, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, member) in members)
        {
            if (!member.Undefined)
            {
                WriteName(writer, key);
                Write(member, writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>By way of UTF-8, because the writer throws on the lone surrogates that a JavaScript string may hold.</summary>
    public static void WriteString(Utf8JsonWriter writer, string value) => writer.WriteStringValue(Encoding.UTF8.GetBytes(value));

    public static void WriteName(Utf8JsonWriter writer, string name) => writer.WritePropertyName(Encoding.UTF8.GetBytes(name));
}
