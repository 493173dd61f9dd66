using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Tests.Fixtures;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>A replica that edits at random, everything a document can hold included.</summary>
internal sealed class RandomEdits
{
    private static readonly string[] Words = ["a", "word ", "línea\n", "\0", "tail"];
    private static readonly string[] WordsWithPairs = [.. Words, "😀", "👩‍👩"];
    private static readonly string[] Keys = ["bold", "link", "color"];

    private readonly Random _random;
    private readonly string[] _words;
    private readonly KeyValuePair<string, Branch>[] _roots;

    /// <param name="random">Decides everything.</param>
    /// <param name="client">Client id.</param>
    /// <param name="surrogatePairs">Whether texts hold characters that edits may split.</param>
    public RandomEdits(Random random, ulong client, bool surrogatePairs)
    {
        _random = random;
        _words = surrogatePairs ? WordsWithPairs : Words;
        Doc = FuzzSession.NewDoc(skipGarbageCollection: random.Next(2) == 0, client);
        _roots =
        [
            new("text", Doc.Text("text")), new("array", Doc.Array("array")), new("map", Doc.Map("map")), new("xml", Doc.XmlFragment("xml")),
        ];
    }

    public Doc Doc { get; }

    public string Content()
    {
        using var transaction = Doc.ReadTransaction();
        return Canonical.Of(transaction, _roots);
    }

    /// <summary>One transaction with some edits.</summary>
    public void Edit()
    {
        using var transaction = Doc.WriteTransaction();
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            Edit(transaction, _roots[_random.Next(_roots.Length)].Value, depth: 0);
        }
    }

    private void Edit(Transaction t, Branch branch, int depth)
    {
        switch (branch)
        {
            case Text text:
                EditText(text, t);
                break;
            case XmlText text:
                text.Insert(t, At(text.Length(t)), Word());
                break;
            case Array array when _random.Next(3) == 0 && array.Length(t) > 0:
                array.RemoveRange(t, At(array.Length(t) - 1), 1);
                break;
            case Array array:
                array.InsertRange(t, At(array.Length(t)), Value(depth), Value(depth));
                break;
            case Map map when _random.Next(4) == 0:
                _ = map.Remove(t, Keys[_random.Next(Keys.Length)]);
                break;
            case Map map:
                map.Insert(t, Keys[_random.Next(Keys.Length)], Value(depth));
                break;
            case XmlFragment xml:
                EditXml(xml, t);
                break;
        }

        if (depth < 3 && Nested(t, branch) is { } nested)
        {
            Edit(t, nested, depth + 1);
        }
    }

    private void EditText(Text text, Transaction t)
    {
        var length = text.Length(t);
        var start = At(length);
        var count = (uint)_random.Next((int)Math.Min(length - start, 6) + 1);
        switch (_random.Next(5))
        {
            case 0:
                text.RemoveRange(t, start, count);
                break;
            case 1:
                text.Format(t, start, count, Attributes());
                break;
            case 2:
                text.InsertEmbed(t, start, Input.Object(new Dictionary<string, Input> { ["image"] = Input.Double(_random.Next(9)) }));
                break;
            default:
                text.Insert(t, start, Word(), _random.Next(2) == 0 ? Attributes() : null);
                break;
        }
    }

    private void EditXml(XmlFragment xml, Transaction t)
    {
        var length = xml.ChildLength(t);
        switch (_random.Next(4))
        {
            case 0 when length > 0:
                xml.RemoveRange(t, At(length - 1), 1);
                break;
            case 1:
                xml.InsertText(t, At(length)).Insert(t, 0, Word(), Attributes());
                break;
            default:
                xml.InsertElement(t, At(length), "p").InsertAttribute(t, Keys[_random.Next(Keys.Length)], Word());
                break;
        }
    }

    private Branch? Nested(Transaction t, Branch branch)
    {
        var nested = branch switch
        {
            Array array => array.Iterate(t).Select(v => v.Branch),
            Map map => map.Iterate(t).Select(m => m.Value.Branch),
            XmlFragment xml => Enumerable.Range(0, (int)xml.ChildLength(t)).Select(i => xml.Get(t, (uint)i)!.Branch),
            _ => [],
        };
        var all = nested.OfType<Branch>().ToList();
        return all.Count == 0 ? null : all[_random.Next(all.Count)];
    }

    private Input Value(int depth) => _random.Next(depth < 3 ? 10 : 6) switch
    {
        0 => Input.Double(_random.Next()),
        1 => Input.Null(),
        2 => Input.Bytes([1, 2, 3]),
        3 => Input.Collection([Input.Double(1), Input.Undefined()]),
        4 => Input.Doc(new Doc(new() { Guid = $"sub{_random.Next()}" })),
        5 => Input.String(Word()),
        6 => Input.Array([Input.String(Word()), Input.Map(new Dictionary<string, Input> { ["k"] = Input.Boolean(true) })]),
        7 => Input.Map(new Dictionary<string, Input> { ["link"] = Input.Text(Word()) }),
        8 => Input.Text(Word() + Word()),
        _ => Input.XmlElement("div"),
    };

    private Input Attributes() => Input.Object(new Dictionary<string, Input>
    {
        [Keys[_random.Next(Keys.Length)]] = _random.Next(3) switch
        {
            0 => Input.Null(),
            1 => Input.Boolean(true),
            _ => Input.Object(new Dictionary<string, Input> { ["href"] = Input.Double(_random.Next(2)) }),
        },
    });

    private string Word() => _words[_random.Next(_words.Length)];

    private uint At(uint max) => (uint)_random.Next((int)max + 1);
}
