using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Updates;

namespace CollabServer.Documents.Tests.Simulation.Editors;

/// <summary>An editor's copy of a document, and what it knows of its edits.</summary>
internal sealed class Copy
{
    public const string Root = "t";

    private readonly World _world;
    private readonly DocumentName _name;
    private readonly Text _text;
    private ulong _clock;
    private byte[]? _committed;

    public Copy(World world, DocumentName name)
    {
        (_world, _name) = (world, name);
        Doc = new Doc(new DocOptions { Id = (ulong)world.Dice.Between(1, int.MaxValue - 1) });
        _text = Doc.Text(Root);
        Doc.ObserveUpdatesV1(committed => _committed = committed.Update);
    }

    public ReadOnlyMemory<byte>? Generation { get; set; }

    public ulong ClientId => Doc.Id;

    public List<Edit> Own { get; } = [];

    /// <summary>So many of its own edits have been acknowledged as durable.</summary>
    public int Durable { get; set; }

    /// <summary>So many of its own edits the oracle has seen acknowledged.</summary>
    public int Proven { get; set; }

    public bool IsSaved => Durable == Own.Count;

    private Doc Doc { get; }

    /// <summary>Types or deletes one character somewhere.</summary>
    public Edit Type()
    {
        _committed = null;
        var before = Text();
        var inserts = before.Length == 0 || !_world.Dice.Chance(0.25);
        var index = _world.Dice.Below(before.Length + (inserts ? 1 : 0));
        var character = inserts ? _world.Oracle.NextCharacter() : before[index];
        using (var transaction = Doc.WriteTransaction())
        {
            if (inserts)
            {
                _text.Insert(transaction, (uint)index, character.ToString());
            }
            else
            {
                _text.RemoveRange(transaction, (uint)index, 1);
            }
        }

        var edit = new Edit(_name, ClientId, _clock, inserts, character, _committed!);
        _clock += inserts ? 1UL : 0;
        Own.Add(edit);
        _world.Oracle.Sent(edit);
        return edit;
    }

    public void Apply(ReadOnlyMemory<byte> update)
    {
        using var transaction = Doc.WriteTransaction();
        transaction.Apply(update.Span, UpdateEncoding.V1);
    }

    public byte[] StateVector()
    {
        using var transaction = Doc.ReadTransaction();
        return transaction.StateVectorV1();
    }

    public byte[] Diff(ReadOnlyMemory<byte> stateVector)
    {
        using var transaction = Doc.ReadTransaction();
        return transaction.StateDiffV1(stateVector.ToArray());
    }

    public string Text()
    {
        using var transaction = Doc.ReadTransaction();
        return _text.String(transaction);
    }

    public Content Read() => Content.Of(Doc);
}
