using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Tests.Restore;
using Xunit;

namespace CollabServer.Crdt.Tests.Documents;

/// <summary>What keeps a document waiting.</summary>
public sealed class MissingClocksTests
{
    /// <summary>Client 1 types a, b, c, … into "t", one update each: the bytes of the second and later name the letter before as origin.</summary>
    private static byte[] Letter(int n) => n == 0
        ? Convert.FromHexString("010101000401017401" + "6100")
        : [1, 1, 1, (byte)n, 0x84, 1, (byte)(n - 1), 1, (byte)('a' + n), 0];

    [Fact]
    public void Nothing_is_missing_where_nothing_waits()
    {
        using var doc = new Doc();
        Replicas.Apply(doc, Letter(0));
        Assert.Empty(Missing(doc));
    }

    [Fact]
    public void Gaps_are_missing_and_what_waits_itself_is_not()
    {
        using var doc = new Doc();
        Replicas.Apply(doc, Letter(0));
        Replicas.Apply(doc, Letter(2));
        Replicas.Apply(doc, Letter(6));
        Assert.Equal([new ClockRange(1, 2), new ClockRange(3, 6)], Assert.Single(Missing(doc)).Value);
        Replicas.Apply(doc, Letter(1));
        Assert.Equal([new ClockRange(3, 6)], Assert.Single(Missing(doc)).Value);
        foreach (var n in new[] { 5, 4, 3 })
        {
            Replicas.Apply(doc, Letter(n));
        }

        Assert.Empty(Missing(doc));
    }

    [Fact]
    public void Origins_parents_and_deletions_of_other_clients_are_missing()
    {
        using var doc = new Doc();

        // Client 2 between (3, 4) and (4, 0); client 5 inside the type that (6, 1) holds.
        Replicas.Apply(doc, Convert.FromHexString("010102" + "00" + "C4030404000178" + "00"));
        Replicas.Apply(doc, Convert.FromHexString("010105" + "00" + "040006010178" + "00"));

        // Of client 7, the clocks 2 and 3 are deleted.
        Replicas.Apply(doc, Convert.FromHexString("00" + "010701" + "0202"));
        var missing = Missing(doc);
        Assert.Equal([3UL, 4UL, 6UL, 7UL], missing.Keys.Order());
        Assert.Equal([new ClockRange(0, 5)], missing[3]);
        Assert.Equal([new ClockRange(0, 1)], missing[4]);
        Assert.Equal([new ClockRange(0, 2)], missing[6]);
        Assert.Equal([new ClockRange(0, 4)], missing[7]);
    }

    [Fact]
    public void What_is_missing_makes_the_document_whole()
    {
        using var doc = new Doc();
        var updates = Enumerable.Range(0, 20).Select(Letter).ToList();
        var random = new Random(7);
        foreach (var i in Enumerable.Range(0, 20).Where(_ => random.Next(2) == 0))
        {
            Replicas.Apply(doc, updates[i]);
        }

        foreach (var range in Missing(doc)[1])
        {
            for (var clock = range.Start; clock < range.End; clock++)
            {
                Replicas.Apply(doc, updates[(int)clock]);
            }
        }

        using var read = doc.ReadTransaction();
        Assert.False(read.HasPending);
    }

    private static IReadOnlyDictionary<ulong, ClockRange[]> Missing(Doc doc)
    {
        using var read = doc.ReadTransaction();
        return read.MissingClocks();
    }
}
