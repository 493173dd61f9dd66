using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;

namespace CollabServer.Crdt.Document.Json;

/// <summary>
/// The words of a document, for search and preview. A text is its string. XML gives one line per block: an element that holds text, or
/// nothing at all, is a line; elements beside text are inside the line, and <c>hardBreak</c> or <c>br</c> breaks it. Of arrays and maps, the
/// strings and texts in them, one per line.
/// </summary>
public static class DocumentText
{
    /// <summary>Null if there is no root of that name.</summary>
    public static string? Read(Transaction transaction, string root)
    {
        if (DocumentRoots.Find(transaction, root) is not { } branch)
        {
            return null;
        }

        var lines = new Lines();
        var open = new Stack<IEnumerator<Branch>>();
        open.Push(Steps(branch, transaction, lines).GetEnumerator());
        while (open.TryPeek(out var steps))
        {
            if (steps.MoveNext())
            {
                open.Push(Steps(steps.Current, transaction, lines).GetEnumerator());
            }
            else
            {
                open.Pop().Dispose();
            }
        }

        return lines.ToString();
    }

    /// <summary>Writes one type; hands out the types inside it where they come.</summary>
    private static IEnumerable<Branch> Steps(Branch branch, Transaction transaction, Lines lines) => branch switch
    {
        Text or XmlText => TextSteps(branch, transaction, lines),
        XmlElement element => ElementSteps(element, transaction, lines),
        _ => ContainerSteps(branch, transaction, lines),
    };

    private static IEnumerable<Branch> TextSteps(Branch text, Transaction transaction, Lines lines)
    {
        using var line = lines.Open();
        foreach (var run in TextReading.Runs(text, transaction))
        {
            if (!run.IsEmbed)
            {
                lines.Append(run.Data.String);
            }
            else if (run.Data.Branch is { } nested)
            {
                yield return nested;
            }
        }
    }

    private static IEnumerable<Branch> ElementSteps(XmlElement element, Transaction transaction, Lines lines)
    {
        var children = ListEditing.Values(element, transaction);
        if (lines.IsInLine)
        {
            if (element.Tag(transaction) is "hardBreak" or "hard_break" or "br")
            {
                lines.Append("\n");
            }
        }

        using var line = !children.Any() || children.Any(child => child.Tag == OutputTag.XmlText) ? lines.Open() : null;
        foreach (var child in children)
        {
            if (child.Branch is { } nested)
            {
                yield return nested;
            }
        }
    }

    private static IEnumerable<Branch> ContainerSteps(Branch container, Transaction transaction, Lines lines)
    {
        var values = container is XmlFragment or Types.Arrays.Array
            ? ListEditing.Values(container, transaction)
            : KeyedValues.Values(container, transaction).Select(member => member.Value);
        foreach (var value in values)
        {
            if (value.Branch is { } nested)
            {
                yield return nested;
            }
            else if (value.Tag == OutputTag.String)
            {
                using var line = lines.Open();
                lines.Append(value.String);
            }
        }
    }

    /// <summary>Collects lines. Opening one inside another adds to the outer one.</summary>
    private sealed class Lines : IDisposable
    {
        private readonly StringBuilder _text = new();
        private int _open;
        private bool _any;

        public bool IsInLine => _open > 0;

        public Lines Open()
        {
            if (_open++ == 0)
            {
                if (_any)
                {
                    _text.Append('\n');
                }

                _any = true;
            }

            return this;
        }

        public void Append(string text) => _text.Append(text);

        public void Dispose() => _open--;

        public override string ToString() => _text.ToString();
    }
}
