using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;
using static CollabServer.Crdt.Tests.Store.HandMadeInsertions;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>
/// Many clients insert at one place, each in an update of its own: the place is the one an item by item search finds (that is what Yjs does), and
/// finding it stays cheap. Work is counted, not timed.
/// </summary>
public sealed class ConcurrentInsertionTests
{
    private const ulong Author = 1;
    private const int Many = 4_000;

    /// <summary>What finding one place among so many may take on average, the first walks before an index is made included.</summary>
    private const int StepsEach = 250;

    private enum Arrival
    {
        Ascending,
        Descending,
        Shuffled,
    }

    [Theory]
    [InlineData(nameof(Arrival.Ascending))]
    [InlineData(nameof(Arrival.Descending))]
    [InlineData(nameof(Arrival.Shuffled))]
    public void Insertions_behind_one_unit_stand_in_the_order_of_their_clients(string arrival)
    {
        using var doc = NewDoc();
        Apply(doc, Text(Author, "()"));
        var clients = Arrive(Enumerable.Range(10, Many), arrival).ToList();
        foreach (var client in clients)
        {
            Apply(doc, Insertion((ulong)client, Unit(client), origin: new BlockId(Author, 0), right: new BlockId(Author, 1)));
        }

        Assert.Equal("(" + string.Concat(clients.Order().Select(Unit)) + ")", Read(doc));
        Assert.InRange(StepsOf(doc), 0, (long)Many * StepsEach);
        BlockStoreInvariants.Check(doc.Store);
    }

    [Theory]
    [InlineData(nameof(Arrival.Ascending))]
    [InlineData(nameof(Arrival.Descending))]
    [InlineData(nameof(Arrival.Shuffled))]
    public void Insertions_behind_one_unit_with_different_right_neighbours_are_placed_as_by_walking(string arrival)
    {
        // Each client saw another part of the text deleted from its replica's beginning on: one origin, many right origins.
        const int Units = 200;
        var insertions = Arrive(Enumerable.Range(0, Many), arrival)
            .Select(static i => Insertion((ulong)(1_000 + i), Unit(i), origin: null, right: i % 3 == 0 ? null : new BlockId(Author + (ulong)(i * 7 % Units), 0)))
            .ToList();
        using var doc = NewDoc();
        using var walking = NewWalkingDoc();
        Assert.All([doc, walking], replica =>
        {
            for (var author = Units - 1; author >= 0; author--)
            {
                Apply(replica, Text(Author + (ulong)author, "-"));
            }

            insertions.ForEach(insertion => Apply(replica, insertion));
        });
        Assert.Equal(Replicas.State(walking), Replicas.State(doc));
        Assert.Equal(Read(walking), Read(doc));
        Assert.InRange(StepsOf(doc), 0, (long)Many * StepsEach);
        Assert.InRange(StepsOf(walking), (long)Many * Many / 8, long.MaxValue);
    }

    [Fact]
    public void Insertions_into_a_long_text_pass_all_that_was_typed_behind_them()
    {
        // Client 1 typed unit by unit; the others saw no more than the beginning and insert behind any unit of it, at what was the end then.
        const int Typed = 4_000;
        using var doc = NewDoc();
        using var walking = NewWalkingDoc();
        Assert.All([doc, walking], replica =>
        {
            Apply(replica, Text(Author, new string('a', Typed)));
            for (var i = 0; i < Many; i++)
            {
                Apply(replica, Insertion((ulong)(10 + i), "b", origin: new BlockId(Author, i * 31 % Typed), right: null));
            }
        });
        Assert.Equal(Replicas.State(walking), Replicas.State(doc));
        Assert.InRange(StepsOf(doc), 0, (long)Many * StepsEach);
        Assert.InRange(StepsOf(walking), (long)Many * Many / 8, long.MaxValue);
        BlockStoreInvariants.Check(doc.Store);
    }

    /// <summary>Yjs walks over all former values each time.</summary>
    [Fact]
    public void Replacing_one_value_again_and_again_walks_over_nothing()
    {
        const int Times = 5000;
        using var doc = new Doc(new DocOptions { Id = 1 });
        using var peer = new Doc(new DocOptions { Id = 2 });
        using var subscription = doc.ObserveUpdatesV1(e =>
        {
            using var write = peer.WriteTransaction();
            write.Apply(e.Update, UpdateEncoding.V1);
        });
        var map = doc.Map("m");
        for (var i = 0; i < Times; i++)
        {
            using var t = doc.WriteTransaction();
            map.Insert(t, "k", Input.Double(i));
        }

        foreach (var store in new[] { doc.Store, peer.Store })
        {
            Assert.Equal(0, store.Indexes.WalkedItems);
            Assert.Equal(2, store.Count);
            Assert.InRange(store.Arena.Length, 1, 10_000);
        }
    }

    [Fact]
    public void Values_set_concurrently_under_one_key_are_placed_as_cheaply()
    {
        using var doc = NewDoc();
        foreach (var client in Arrive(Enumerable.Range(10, Many), nameof(Arrival.Shuffled)))
        {
            // A value for key "k" of root "m".
            Apply(doc, [1, 1, .. VarUint((ulong)client), 0, 0x28, 1, 1, (byte)'m', 1, (byte)'k', 1, 0x7D, .. VarInt(client), 0]);
        }

        var map = doc.Map("m");
        using var read = doc.ReadTransaction();
        Assert.Equal(10 + Many - 1, map.Get(read, "k")!.Double);
        Assert.InRange(StepsOf(doc), 0, (long)Many * StepsEach);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_origins_give_the_same_places_with_and_without_an_index(int seed)
    {
        // Everybody sees the document as it was some updates ago. With higher seeds more and more name neighbours that never were.
        var random = new Random(seed);
        using var doc = NewDoc();
        doc.Store.Indexes.Patience = 0;
        using var walking = NewWalkingDoc();
        using var seen = NewWalkingDoc();
        var known = new List<BlockId>();
        var unseen = new List<byte[]>();
        for (var i = 0; i < 1_500; i++)
        {
            var client = (ulong)((i * 7919 % 100_003) + 10);
            BlockId? Pick() => known.Count == 0 || random.Next(8) == 0 ? null : known[random.Next(Math.Max(0, known.Count - 40), known.Count)];
            var origin = Pick();
            var update = Insertion(client, "xyz", origin, random.Next(200) >= seed - 1 ? RightOf(seen, origin) : Pick());
            Assert.All([doc, walking], replica => Apply(replica, update));
            unseen.Add(update);
            if (random.Next(30) == 0)
            {
                unseen.ForEach(late => Apply(seen, late));
                known.AddRange(unseen.Select((_, at) => new BlockId((ulong)(((i - at) * 7919 % 100_003) + 10), random.Next(3))));
                unseen.Clear();
            }
        }

        Assert.Equal(Replicas.State(walking), Replicas.State(doc));
        Assert.Equal(Read(walking), Read(doc));
        Assert.NotEmpty(doc.Store.Indexes.All);
        BlockStoreInvariants.Check(doc.Store);
    }

    [Fact]
    public void An_index_goes_with_its_list()
    {
        using var doc = NewDoc();
        var map = doc.Map("m");
        using (var write = doc.WriteTransaction())
        {
            map.Insert(write, "list", Input.Array([Input.String("a"), Input.String("b")]));
        }

        doc.Store.Indexes.Patience = 0;
        doc.Store.Indexes.NoteWalk(doc.Store.Types.Type(doc.Store.Types.TypeCount - 1).List, 2);
        Assert.Single(doc.Store.Indexes.All);
        using (var write = doc.WriteTransaction())
        {
            map.Remove(write, "list");
        }

        Assert.Empty(doc.Store.Indexes.All);
        BlockStoreInvariants.Check(doc.Store);
    }

    /// <summary>The unit that stands right of another one now, seldom the one of long ago.</summary>
    private static BlockId? RightOf(Doc doc, BlockId? origin)
    {
        var store = doc.Store;
        if (origin is not { } id)
        {
            var type = store.Types.FindRoot("t");
            var first = type == BlockStore.None ? BlockStore.None : store.FirstOf(type);
            return first == BlockStore.None ? null : store.IdOf(first);
        }

        var row = store.Find(id);
        if (id.Clock + 1 < store.EndOf(row))
        {
            return id with { Clock = id.Clock + 1 };
        }

        var right = store.Row(row).Right;
        return right == BlockStore.None ? null : store.IdOf(right);
    }

    private static IEnumerable<int> Arrive(IEnumerable<int> clients, string arrival)
    {
        if (arrival == nameof(Arrival.Shuffled))
        {
            var shuffled = clients.ToArray();
            new Random(1).Shuffle(shuffled);
            return shuffled;
        }

        return arrival == nameof(Arrival.Ascending) ? clients.Order() : clients.OrderDescending();
    }

    private static string Unit(int client) => ((char)('0' + (client % 75))).ToString();
}
