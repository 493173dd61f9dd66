using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>What an update holds, and what it waits for.</summary>
public sealed class BlobClocksTests
{
    public static TheoryData<string> Sessions => FuzzSession.All();

    [Theory]
    [MemberData(nameof(Sessions))]
    public void First_and_last_clocks_are_those_that_Yjs_reads_off_an_update(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var api = session.Json.GetProperty("api");
        var meta = api.GetProperty("metaMergeEven");
        var clocks = UpdateBlob.Clocks(api.GetProperty("mergeEvenIndexedV1").GetBytesFromBase64(), UpdateEncoding.V1);

        var from = meta.GetProperty("from").EnumerateObject().ToDictionary(c => ulong.Parse(c.Name), c => c.Value.GetInt64());
        var to = meta.GetProperty("to").EnumerateObject().ToDictionary(c => ulong.Parse(c.Name), c => c.Value.GetInt64());
        Assert.Equal(from, clocks.ToDictionary(c => c.Key, c => c.Value[0].Start));
        Assert.Equal(to, clocks.ToDictionary(c => c.Key, c => c.Value[^1].End));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void An_update_lacks_something_exactly_where_it_would_have_to_wait(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var doc = FuzzSession.NewDoc();
        foreach (var update in session.UpdatesV1)
        {
            using var write = doc.WriteTransaction();
            Assert.Empty(UpdateBlob.MissingClocks(update, write.StateVectorV1(), UpdateEncoding.V1));
            write.Apply(update, UpdateEncoding.V1);

            using var alone = FuzzSession.NewDoc();
            using var first = alone.WriteTransaction();
            first.Apply(update, UpdateEncoding.V1);
            Assert.Equal(first.HasPending, UpdateBlob.MissingClocks(update, default, UpdateEncoding.V1).Count > 0);
        }
    }

    [Fact]
    public void Gaps_references_and_deletions_are_all_waited_for()
    {
        // Client 1: "a" at clock 0, a gap of 2, "b" at clock 3 after client 2's clock 4. Deleted: client 3's clocks 5 and 6.
        byte[] update =
        [
            1, 3, 1, 0, 4, 1, 1, (byte)'t', 1, (byte)'a', 10, 2, 0x84, 2, 4, 1, (byte)'b',
            1, 3, 1, 5, 2,
        ];
        Assert.Equivalent(
            new Dictionary<ulong, ClockRange[]> { [1] = [new(0, 1), new(3, 4)] },
            UpdateBlob.Clocks(update, UpdateEncoding.V1),
            strict: true);
        Assert.Equivalent(
            new Dictionary<ulong, ClockRange[]> { [1] = [new(1, 3)], [2] = [new(0, 5)], [3] = [new(0, 7)] },
            UpdateBlob.MissingClocks(update, default, UpdateEncoding.V1),
            strict: true);

        // Known: all of client 1, clocks up to 2 of client 2, all of client 3.
        Assert.Equivalent(
            new Dictionary<ulong, ClockRange[]> { [2] = [new(3, 5)] },
            UpdateBlob.MissingClocks(update, [3, 3, 7, 2, 3, 1, 4], UpdateEncoding.V1),
            strict: true);
    }
}
