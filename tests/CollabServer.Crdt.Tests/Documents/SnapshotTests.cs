using CollabServer.Crdt.Document;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Documents;

public sealed class SnapshotTests
{
    /// <summary>The profiles that recorded snapshots.</summary>
    public static TheoryData<string> Sessions => FuzzSession.All(static name =>
        Array.Exists(["array-1", "map-", "nogc-", "text-ascii"], profile => name.Contains(profile, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Snapshots_are_byte_equal_and_give_the_content_of_their_moment(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        var applied = 0;
        var snapshots = session.Json.GetProperty("snapshots");
        foreach (var recorded in snapshots.EnumerateArray())
        {
            for (; applied < recorded.GetProperty("after").GetInt32(); applied++)
            {
                Apply(doc, session.UpdatesV1[applied], UpdateEncoding.V1);
            }

            using var read = doc.ReadTransaction();
            Assert.Equal(recorded.GetProperty("v1").GetBytesFromBase64(), read.Snapshot());
        }

        for (; applied < session.UpdatesV1.Count; applied++)
        {
            Apply(doc, session.UpdatesV1[applied], UpdateEncoding.V1);
        }

        foreach (var recorded in snapshots.EnumerateArray())
        {
            var snapshot = recorded.GetProperty("v1").GetBytesFromBase64();
            using var read = doc.ReadTransaction();
            using var fromV1 = FuzzSession.NewDoc();
            using var fromV2 = FuzzSession.NewDoc();
            Apply(fromV1, read.EncodeStateFromSnapshotV1(snapshot)!, UpdateEncoding.V1);
            Apply(fromV2, read.EncodeStateFromSnapshotV2(snapshot)!, UpdateEncoding.V2);
            var expected = Canonical.Of(recorded.GetProperty("roots"));
            Assert.Equal(expected, session.Content(fromV1));
            Assert.Equal(expected, session.Content(fromV2));
        }
    }

    [Fact]
    public void A_document_that_collects_garbage_has_no_past()
    {
        using var doc = new Doc();
        using var read = doc.ReadTransaction();
        Assert.Null(read.EncodeStateFromSnapshotV1(read.Snapshot()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("FFFFFFFFFFFFFF0F00")]
    [InlineData("0001")]
    public void A_malformed_snapshot_is_refused(string hex)
    {
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        using var read = doc.ReadTransaction();
        Assert.Throws<MalformedUpdateException>(() => read.EncodeStateFromSnapshotV1(Convert.FromHexString(hex)));
    }

    private static void Apply(Doc doc, byte[] update, UpdateEncoding encoding)
    {
        using var write = doc.WriteTransaction();
        write.Apply(update, encoding);
    }
}
