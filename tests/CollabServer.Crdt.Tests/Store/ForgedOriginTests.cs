using CollabServer.Crdt.Document;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Differential;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;
using static CollabServer.Crdt.Tests.Store.HandMadeInsertions;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>
/// Origins no editor would send, because no replica ever showed the two beside each other. They must not make the place of anything depend on the
/// order of arrival, nor cost more than honest ones.
/// </summary>
public sealed class ForgedOriginTests
{
    private const int Many = 20_000;

    /// <summary>As for honest concurrent insertions: <see cref="ConcurrentInsertionTests"/>.</summary>
    private const int StepsEach = 250;

    /// <summary>"b" and "e" were inserted behind "a". "c" claims to have stood between the beginning of the text and "b".</summary>
    private static readonly byte[] A = Text(2, "a");
    private static readonly byte[] B = Insertion(1, "b", new BlockId(2, 0), right: null);
    private static readonly byte[] C = Insertion(4, "c", origin: null, new BlockId(1, 0));
    private static readonly byte[] E = Insertion(3, "e", new BlockId(2, 0), right: null);

    /// <summary>Behind "b" of "abc", and left of that same "b"; and an honest one between "a" and "b".</summary>
    private static readonly byte[] Abc = Text(2, "abc");
    private static readonly byte[] X = Insertion(1, "x", new BlockId(2, 1), new BlockId(2, 1));
    private static readonly byte[] Z = Insertion(3, "z", new BlockId(2, 0), new BlockId(2, 1));

    [Fact]
    public void A_right_origin_below_another_item_gives_one_place_in_any_order()
    {
        AssertReads("abec", A, B, E, C);
        AssertReads("abec", A, B, C, E);
    }

    [Fact]
    public void A_right_origin_before_the_origin_in_one_block_gives_the_place_behind_the_origin()
    {
        AssertReads("azbxc", Abc, X, Z);
        AssertReads("azbxc", Abc, Z, X);
    }

    [Fact]
    public async Task Yjs_puts_them_in_another_place_in_another_order()
    {
        // The reason for not doing as Yjs does: its own replicas differ, and so does one from what it stored.
        var ct = TestContext.Current.CancellationToken;
        await using var yjs = YjsPeer.Start();
        Assert.NotEqual(await yjs.ShowAsync(InRootText([A, B, E, C]), gc: true, ct), await yjs.ShowAsync(InRootText([A, B, C, E]), gc: true, ct));
        Assert.NotEqual(await yjs.ShowAsync(InRootText([Abc, X, Z]), gc: true, ct), await yjs.ShowAsync(InRootText([Abc, Z, X]), gc: true, ct));
    }

    [Fact]
    public void Random_origins_give_one_text_in_any_order_and_from_the_stored_state() => Seeds.ForEach(150, seed =>
    {
        var random = new Random(seed);
        var updates = new List<(byte[] Bytes, ulong Client, List<ulong> Needs)>();
        for (var i = random.Next(4, 24); i > 0; i--)
        {
            // Ids neither rise nor fall with the time of arrival.
            var client = (ulong)((updates.Count * 7919 % 101) + 10);
            var (origin, right) = (Pick(), Pick());
            updates.Add((Insertion(client, $"{updates.Count:00}", origin, right), client, [.. new[] { origin, right }.Where(id => id is not null).Select(id => id!.Value.Client)]));
        }

        BlockId? Pick() => updates.Count == 0 || random.Next(6) == 0 ? null : new BlockId(updates[random.Next(updates.Count)].Client, random.Next(2));
        using var first = Applied(updates.Select(update => update.Bytes));
        for (var round = 0; round < 4; round++)
        {
            using var other = Applied(Shuffled(), patience: round % 2 == 0 ? 0 : int.MaxValue);
            Assert.Equal(Read(first), Read(other));
            using var loaded = Applied([Replicas.State(other)]);
            Assert.Equal(Read(first), Read(loaded));
        }

        // In any order that lets none of them wait: what waits is tried in an order of its own.
        IEnumerable<byte[]> Shuffled()
        {
            var here = new HashSet<ulong>();
            var left = updates.ToList();
            while (left.Count > 0)
            {
                var ready = left.Where(update => update.Needs.TrueForAll(here.Contains)).ToList();
                var next = ready[random.Next(ready.Count)];
                left.Remove(next);
                here.Add(next.Client);
                yield return next.Bytes;
            }
        }
    });

    [Fact]
    public void Twenty_thousand_small_updates_with_forged_origins_cost_what_honest_ones_cost()
    {
        using var doc = NewDoc();
        Apply(doc, Text(1_000_000, new string('a', Many)));
        for (var i = 0; i < Many; i++)
        {
            Apply(doc, ForgedBetween(i));
        }

        Assert.InRange(StepsOf(doc), 0, (long)Many * StepsEach);
        BlockStoreInvariants.Check(doc.Store);

        // Nor does loading what was stored.
        using var loaded = NewDoc();
        using (var write = loaded.WriteTransaction())
        {
            write.ApplyStored(Replicas.State(doc), UpdateEncoding.V1);
        }

        Assert.Equal(Read(doc), Read(loaded));
        Assert.InRange(StepsOf(loaded), 0, (long)Many * StepsEach);
    }

    [Fact]
    public void Indexes_of_many_lists_share_the_room_that_depends_on_the_size_of_the_document()
    {
        const int Lists = 400;
        const int Items = 50;
        using var doc = NewDoc();
        for (var i = 0; i < Lists * Items; i++)
        {
            Apply(doc, Insertion((ulong)i + 1, "a", origin: null, right: null, root: $"list {i % Lists}"));
        }

        doc.Store.Indexes.Patience = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var type = 0; type < doc.Store.Types.TypeCount; type++)
        {
            doc.Store.Indexes.NoteWalk(doc.Store.Types.Type(type).List, Items);
        }

        Assert.Equal(Lists, doc.Store.Indexes.All.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
        BlockStoreInvariants.Check(doc.Store);
    }

    /// <summary>At the beginning of a text, and left of any unit of it.</summary>
    private static byte[] ForgedBetween(int i) => Insertion((ulong)(i + 1), "b", origin: null, new BlockId(1_000_000, i * 31L % Many));

    private static Doc Applied(IEnumerable<byte[]> updates, long patience = 4)
    {
        var doc = NewDoc();
        doc.Store.Indexes.Patience = patience;
        foreach (var update in updates)
        {
            Apply(doc, update);
            BlockStoreInvariants.Check(doc.Store);
        }

        return doc;
    }

    private static void AssertReads(string expected, params byte[][] updates)
    {
        using var doc = Applied(updates);
        using var loaded = Applied([Replicas.State(doc)]);
        Assert.Equal(expected, Read(doc));
        Assert.Equal(expected, Read(loaded));
    }

    /// <summary>The root that Yjs is asked for has a longer name; only the first insertion names it.</summary>
    private static IEnumerable<byte[]> InRootText(IReadOnlyList<byte[]> updates) =>
        [Convert.FromHexString(Convert.ToHexString(updates[0]).Replace("010174", "0104" + "74657874", StringComparison.Ordinal)), .. updates.Skip(1)];
}
