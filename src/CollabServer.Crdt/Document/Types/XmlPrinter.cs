using System.Globalization;
using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// XML as Yjs prints it (<c>toString</c>), its oddities included: a string as the value of a mark is taken apart into characters
/// (<c>&lt;color 0="r" 1="e" 2="d"&gt;</c>), and objects read <c>[object Object]</c>. Depth costs heap, not stack.
/// </summary>
internal static class XmlPrinter
{
    private const string PlainObject = "[object Object]";

    public static string Print(Branch root, Transaction transaction)
    {
        var text = new StringBuilder();
        var open = new Stack<IEnumerator<object>>();
        open.Push(Parts(root, transaction).GetEnumerator());
        while (open.TryPeek(out var parts))
        {
            if (!parts.MoveNext())
            {
                open.Pop().Dispose();
            }
            else if (parts.Current is Branch branch)
            {
                open.Push(Parts(branch, transaction).GetEnumerator());
            }
            else
            {
                text.Append((string)parts.Current);
            }
        }

        return text.ToString();
    }

    /// <summary>A value as JavaScript turns it into a string.</summary>
    public static string TextOf(Output value) => value.Tag switch
    {
        OutputTag.String => value.String,
        OutputTag.Boolean => value.Boolean ? "true" : "false",
        OutputTag.Long => value.Long.ToString(CultureInfo.InvariantCulture),
        OutputTag.Double => TextOf(value.Double),
        OutputTag.Null => "null",
        OutputTag.Undefined => "undefined",
        OutputTag.Bytes => string.Join(',', value.Bytes),
        OutputTag.JsonArray => string.Join(',', value.JsonArray.Select(v => v.Null || v.Undefined ? "" : TextOf(v))),
        _ => PlainObject,
    };

    private static string TextOf(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        Span<byte> digits = stackalloc byte[JsNumber.MaxLength];
        return Encoding.UTF8.GetString(digits[..JsNumber.Format(value, digits)]);
    }

    /// <summary>What a node consists of: strings, and branches to be printed in their place.</summary>
    private static IEnumerable<object> Parts(Branch node, Transaction transaction) => node switch
    {
        XmlElement element => ElementParts(element, transaction),
        XmlFragment fragment => ListEditing.Values(fragment, transaction).Select(PartOf),
        XmlText text => TextParts(text, transaction),
        Text text => [text.String(transaction)],
        _ => [PlainObject],
    };

    private static object PartOf(Output value) => value.Branch ?? (object)TextOf(value);

    private static IEnumerable<object> ElementParts(XmlElement element, Transaction transaction)
    {
        var tag = element.Tag(transaction)!.ToLowerInvariant();
        yield return "<" + tag;
        foreach (var (key, value) in KeyedValues.Values(element, transaction).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            yield return $" {key}=\"{TextOf(value)}\"";
        }

        yield return ">";
        foreach (var child in ListEditing.Values(element, transaction))
        {
            yield return PartOf(child);
        }

        yield return $"</{tag}>";
    }

    private static IEnumerable<object> TextParts(XmlText text, Transaction transaction)
    {
        foreach (var run in TextReading.Runs(text, transaction, joinEqual: false))
        {
            var marks = run.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
            foreach (var (key, value) in marks)
            {
                yield return OpeningTag(key, value);
            }

            yield return PartOf(run.Data);
            foreach (var (key, _) in Enumerable.Reverse(marks))
            {
                yield return $"</{key}>";
            }
        }
    }

    private static string OpeningTag(string key, Output value)
    {
        var tag = new StringBuilder("<").Append(key);
        foreach (var (name, member) in FlatEquality.MembersOf(value).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            tag.Append(CultureInfo.InvariantCulture, $" {name}=\"{TextOf(member)}\"");
        }

        return tag.Append('>').ToString();
    }
}
