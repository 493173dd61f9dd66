using System.Text.Json;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;

namespace CollabServer.Crdt.Document.Json;

/// <summary>
/// Shared types in the JSON of <see cref="DocumentJson"/>. Each type is an iterator that writes as it goes and hands out the types inside it
/// at the place where they belong; a stack of iterators takes the place of recursion.
/// </summary>
internal static class BranchJson
{
    public static void Write(Branch root, Transaction transaction, Utf8JsonWriter writer)
    {
        var open = new Stack<IEnumerator<Branch>>();
        open.Push(Steps(root, transaction, writer).GetEnumerator());
        while (open.TryPeek(out var steps))
        {
            if (steps.MoveNext())
            {
                open.Push(Steps(steps.Current, transaction, writer).GetEnumerator());
            }
            else
            {
                open.Pop().Dispose();
            }
        }
    }

    private static IEnumerable<Branch> Steps(Branch branch, Transaction transaction, Utf8JsonWriter writer)
    {
        switch (branch)
        {
            case Map map:
                return Members(map, transaction, writer);
            case Text text:
                JsonOutput.WriteString(writer, text.String(transaction));
                return [];
            case XmlText text:
                return TextNode(text, transaction, writer);
            case XmlElement element:
                return Element(element, transaction, writer);
            case Array or XmlFragment:
                return Items(branch, transaction, writer);
            default:
                throw new InvalidOperationException($"No JSON form for {branch.GetType()}.");
        }
    }

    private static IEnumerable<Branch> Items(Branch list, Transaction transaction, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var value in ListEditing.Values(list, transaction))
        {
            if (value.Branch is { } nested)
            {
                yield return nested;
            }
            else
            {
                JsonOutput.Write(value, writer);
            }
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<Branch> Members(Branch keyed, Transaction transaction, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in KeyedValues.Values(keyed, transaction))
        {
            if (value.Undefined)
            {
                continue;
            }

            JsonOutput.WriteName(writer, key);
            if (value.Branch is { } nested)
            {
                yield return nested;
            }
            else
            {
                JsonOutput.Write(value, writer);
            }
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<Branch> Element(XmlElement element, Transaction transaction, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("tag"u8);
        JsonOutput.WriteString(writer, element.Tag(transaction)!);
        foreach (var nested in Attributes(element, transaction, writer))
        {
            yield return nested;
        }

        writer.WritePropertyName("children"u8);
        foreach (var nested in Items(element, transaction, writer))
        {
            yield return nested;
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<Branch> TextNode(XmlText text, Transaction transaction, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("delta"u8);
        writer.WriteStartArray();
        foreach (var run in TextReading.Runs(text, transaction))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("insert"u8);
            if (run.Data.Branch is { } nested)
            {
                yield return nested;
            }
            else
            {
                JsonOutput.Write(run.Data, writer);
            }

            if (run.Attributes.Count > 0)
            {
                writer.WritePropertyName("attributes"u8);
                JsonOutput.WriteObject(run.Attributes, writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        foreach (var nested in Attributes(text, transaction, writer))
        {
            yield return nested;
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<Branch> Attributes(Branch branch, Transaction transaction, Utf8JsonWriter writer)
    {
        if (!KeyedValues.Values(branch, transaction).Any())
        {
            return [];
        }

        writer.WritePropertyName("attributes"u8);
        return Members(branch, transaction, writer);
    }
}
