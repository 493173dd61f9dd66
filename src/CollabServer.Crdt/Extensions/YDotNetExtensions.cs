using System.Text;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Document.Transactions;

namespace CollabServer.Crdt.Extensions;

/// <summary>
/// .NET objects to inputs and outputs to .NET objects, by way of JSON. Outputs take the form that <see cref="DocumentJson"/> describes, bytes, XML
/// and subdocuments included, for which YDotNet throws or writes no JSON.
/// </summary>
public static class YDotNetExtensions
{
    /// <summary>Serializes a value and makes an input of it; see <see cref="InputFactory"/>.</summary>
    public static Input ToInput<T>(this T source) => source.ToInput(JsonSerializerOptions.Default);

    /// <summary>As the other overload, with options.</summary>
    public static Input ToInput<T>(this T source, JsonSerializerOptions options) =>
        InputFactory.FromJson(JsonSerializer.SerializeToElement(source, options));

    /// <summary>The value as a .NET object. Opens a read transaction.</summary>
    /// <exception cref="YDotNetException">A write transaction is open.</exception>
    /// <exception cref="JsonException">The value does not fit the type.</exception>
    public static T To<T>(this Output output, Doc doc)
    {
        ArgumentNullException.ThrowIfNull(doc);
        using var transaction = doc.ReadTransaction();
        return output.To<T>(transaction);
    }

    /// <summary>The value as a .NET object.</summary>
    /// <exception cref="JsonException">The value does not fit the type.</exception>
    public static T To<T>(this Output output, Transaction transaction) => output.To<T>(transaction, JsonSerializerOptions.Default);

    /// <summary>As the other overload, with options.</summary>
    public static T To<T>(this Output output, Transaction transaction, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(Bytes(output, transaction), options)!;

    /// <summary>The value as JSON. Opens a read transaction.</summary>
    /// <exception cref="YDotNetException">A write transaction is open.</exception>
    public static string ToJson(this Output output, Doc doc)
    {
        ArgumentNullException.ThrowIfNull(doc);
        using var transaction = doc.ReadTransaction();
        return output.ToJson(transaction);
    }

    /// <summary>The value as JSON.</summary>
    public static string ToJson(this Output output, Transaction transaction) => Encoding.UTF8.GetString(Bytes(output, transaction));

    /// <summary>The value as JSON in UTF-8.</summary>
    public static void ToJson(this Output output, Stream stream, Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Bytes(output, transaction));
    }

    private static ReadOnlySpan<byte> Bytes(Output output, Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(transaction);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        DocumentJson.Write(output, transaction, buffer);
        return buffer.WrittenSpan;
    }
}
