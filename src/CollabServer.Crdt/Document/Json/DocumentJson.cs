using System.Buffers;
using System.Text;
using System.Text.Json;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;

namespace CollabServer.Crdt.Document.Json;

/// <summary>
/// Whole documents as JSON, for people and programs that are no editors: an object with one member per root.
/// <list type="table">
/// <item><term>array, map</term><description>array, object; undefined members are left out, undefined elements are null</description></item>
/// <item><term>text</term><description>its string, without formatting and embedded objects</description></item>
/// <item><term>XML fragment</term><description>array of nodes</description></item>
/// <item><term>XML element</term><description><c>{"tag": …, "attributes"?: {…}, "children": […]}</c></description></item>
/// <item><term>XML text</term><description><c>{"delta": [{"insert": …, "attributes"?: {…}}, …], "attributes"?: {…}}</c></description></item>
/// <item><term>bytes</term><description>base64 string</description></item>
/// <item><term>BigInt</term><description>number up to ±(2^53−1), string beyond</description></item>
/// <item><term>NaN, infinities</term><description>null</description></item>
/// <item><term>subdocument</term><description><c>{"guid": …}</c></description></item>
/// </list>
/// The structure of a document may be nested deeper than JSON readers like; writing it costs heap, not stack.
/// </summary>
public static class DocumentJson
{
    /// <summary>All roots as one JSON object.</summary>
    public static string ToJson(Transaction transaction)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(transaction, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>All roots as one JSON object, in UTF-8.</summary>
    public static void Write(Transaction transaction, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new Utf8JsonWriter(output, Options);
        Write(transaction, writer);
    }

    /// <summary>As the other overload; nesting beyond the writer's own limit makes it throw.</summary>
    public static void Write(Transaction transaction, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var roots = DocumentRoots.List(transaction);
        writer.WriteStartObject();
        foreach (var root in roots)
        {
            JsonOutput.WriteName(writer, root.Name);
            BranchJson.Write(DocumentRoots.Find(transaction, root.Name)!, transaction, writer);
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>One value that was read from the document, whatever it is.</summary>
    public static void Write(Output value, Transaction transaction, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new Utf8JsonWriter(output, Options);
        if (value.Branch is { } branch)
        {
            BranchJson.Write(branch, transaction, writer);
        }
        else
        {
            JsonOutput.Write(value, writer);
        }
    }

    /// <summary>One root; false, and nothing is written, if there is none of that name.</summary>
    public static bool WriteRoot(Transaction transaction, string root, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (DocumentRoots.Find(transaction, root) is not { } branch)
        {
            return false;
        }

        using var writer = new Utf8JsonWriter(output, Options);
        BranchJson.Write(branch, transaction, writer);
        return true;
    }

    /// <summary>The writer's own bookkeeping grows with depth, so no limit of its own is needed; what is written is well-formed by construction.</summary>
    private static JsonWriterOptions Options => new() { MaxDepth = int.MaxValue, SkipValidation = true };
}
