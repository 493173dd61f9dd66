using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Types.Texts;

namespace CollabServer.Benchmarks.Engine;

/// <summary>
/// A text of 100,000 structs of one unit each (typed back to front, so that none continues another), and work at random places in it.
/// tests/bench-peers/yjs-engine.mjs does the same, with the same places.
/// </summary>
internal sealed class LongText : IDisposable
{
    private const int Structs = 100_000;
    private const int Places = 1_000;

    private readonly Doc _doc = new();
    private readonly Text _text;
    private uint _random = 1;

    public LongText()
    {
        _text = _doc.Text("text");
        for (var i = 0; i < Structs; i++)
        {
            using var transaction = _doc.WriteTransaction();
            _text.Insert(transaction, 0, "a");
        }
    }

    /// <summary>Insertions, each in a transaction of its own.</summary>
    public Doc Edit()
    {
        for (var i = 0; i < Places; i++)
        {
            using var transaction = _doc.WriteTransaction();
            _text.Insert(transaction, Next(_text.Length(transaction)), "b");
        }
        return _doc;
    }

    /// <summary>Sticky indexes made and read again.</summary>
    public object Look()
    {
        var sum = 0L;
        for (var i = 0; i < Places; i++)
        {
            using var transaction = _doc.ReadTransaction();
            using var sticky = _text.StickyIndex(transaction, Next(_text.Length(transaction)), StickyAssociationType.After)!;
            sum += sticky.Read(transaction);
        }
        return sum;
    }

    public void Dispose() => _doc.Dispose();

    private uint Next(uint length) => (_random = (_random * 1_664_525) + 1_013_904_223) % length;
}
