using System.Security.Cryptography;
using System.Text.Json;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>Merging, diffing and converting update bytes gives what Yjs gives, byte for byte (expectations: node/merge-ties.mjs).</summary>
public sealed class FuzzBlobTests
{
    public static TheoryData<string> Sessions => FuzzSession.All();

    public static TheoryData<string> SessionsWithoutLoneSurrogates =>
        FuzzSession.All(name => !name.Contains("text-lone", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Merged_updates_are_byte_equal(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var expected = Expected(fixture, out var hashes);
        AssertHash(hashes, "mergeV1", Merge(session.UpdatesV1, UpdateEncoding.V1));
        AssertHash(hashes, "mergeV2", Merge(session.UpdatesV2, UpdateEncoding.V2));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Merged_in_another_order_updates_are_byte_equal(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var expected = Expected(fixture, out var hashes);
        var order = session.Json.GetProperty("orders")[1].GetProperty("idx").EnumerateArray().Select(i => i.GetInt32());
        AssertHash(hashes, "mergeShuffledV1", Merge([.. order.Select(i => session.UpdatesV1[i])], UpdateEncoding.V1));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Merged_updates_with_gaps_hold_skips_and_a_shorter_state(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var expected = Expected(fixture, out var hashes);
        var merged = Merge([.. session.UpdatesV1.Where((_, i) => i % 2 == 0)], UpdateEncoding.V1);
        AssertHash(hashes, "mergeEvenV1", merged);
        var state = hashes.GetProperty("stateOfEvenV1").GetBytesFromBase64();
        Assert.Equal(state, UpdateBlob.StateVector(merged, UpdateEncoding.V1));
        Assert.Equal(state, UpdateBlob.StateVector(UpdateBlob.Convert(merged, UpdateEncoding.V1, UpdateEncoding.V2), UpdateEncoding.V2));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Diffs_and_state_vectors_of_updates_are_byte_equal(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var expected = Expected(fixture, out var hashes);
        var state = session.Json.GetProperty("api").GetProperty("mid").GetProperty("sv").GetBytesFromBase64();
        var merged = Merge(session.UpdatesV1, UpdateEncoding.V1);
        AssertHash(hashes, "diffOfMergeV1", UpdateBlob.Diff(merged, state, UpdateEncoding.V1));
        AssertHash(hashes, "diffOfMergeV2", UpdateBlob.Diff(Merge(session.UpdatesV2, UpdateEncoding.V2), state, UpdateEncoding.V2));
        Assert.Equal(hashes.GetProperty("stateOfMergeV1").GetBytesFromBase64(), UpdateBlob.StateVector(merged, UpdateEncoding.V1));
    }

    [Theory]
    [MemberData(nameof(SessionsWithoutLoneSurrogates))]
    public void Diffs_of_documents_are_byte_equal(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var mid = session.Json.GetProperty("api").GetProperty("mid");
        var state = mid.GetProperty("sv").GetBytesFromBase64();
        using var doc = FuzzSession.NewDoc();
        foreach (var update in session.UpdatesV2)
        {
            using var write = doc.WriteTransaction();
            write.Apply(update, UpdateEncoding.V2);
        }

        using var read = doc.ReadTransaction();
        Assert.Equal(mid.GetProperty("diffStateV1").GetBytesFromBase64(), read.StateDiffV1(state));
        Assert.Equal(mid.GetProperty("diffStateV2").GetBytesFromBase64(), read.StateDiffV2(state));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Converted_updates_are_byte_equal(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var expected = Expected(fixture, out var hashes);
        var v1 = Merge(session.UpdatesV1, UpdateEncoding.V1);
        var v2 = Merge(session.UpdatesV2, UpdateEncoding.V2);
        AssertHash(hashes, "convertMergeV1", UpdateBlob.Convert(v1, UpdateEncoding.V1, UpdateEncoding.V2));
        AssertHash(hashes, "convertMergeV2", UpdateBlob.Convert(v2, UpdateEncoding.V2, UpdateEncoding.V1));
    }

    [Theory]
    [MemberData(nameof(SessionsWithoutLoneSurrogates))]
    public void Every_recorded_update_is_canonical_and_normalizes_to_itself(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        for (var i = 0; i < session.UpdatesV1.Count; i++)
        {
            Assert.Equal(session.UpdatesV1[i], UpdateBlob.Normalize(session.UpdatesV1[i], UpdateEncoding.V1));
            Assert.Equal(session.UpdatesV2[i], UpdateBlob.Normalize(session.UpdatesV2[i], UpdateEncoding.V2));
        }
    }

    /// <summary>
    /// The same clocks, as items and as a collected struct: each is less than the other in Yjs's eyes, so the two change places. Expectations: mergeUpdates
    /// of Yjs 13.6.33 on what diffUpdate leaves of a document with nested arrays behind clock 1, and of the same once they were deleted and collected.
    /// </summary>
    [Fact]
    public void Of_two_updates_that_differ_in_what_was_collected_the_second_wins()
    {
        const string Structs = "0104010108000100017701784701010008000102027D017D0288010101770179";
        var items = Convert.FromHexString(Structs + "00");
        var collected = Convert.FromHexString("0101010100050101010006");
        Assert.Equal(Convert.ToHexString(collected), Convert.ToHexString(Merge([items, collected], UpdateEncoding.V1)));
        Assert.Equal(Structs + "0101010006", Convert.ToHexString(Merge([collected, items], UpdateEncoding.V1)));
    }

    [Fact]
    public void Merging_nothing_gives_the_empty_update()
    {
        Assert.Equal([0, 0], UpdateBlob.Merge([], UpdateEncoding.V1));
    }

    private static JsonDocument Expected(string fixture, out JsonElement hashes)
    {
        var json = FixtureFiles.ReadJson("merge/ties.json");
        hashes = json.RootElement.GetProperty(Path.GetFileName(fixture));
        return json;
    }

    private static byte[] Merge(IReadOnlyList<byte[]> updates, UpdateEncoding encoding) =>
        UpdateBlob.Merge([.. updates.Select(u => (ReadOnlyMemory<byte>)u)], encoding);

    private static void AssertHash(JsonElement hashes, string name, byte[] actual) =>
        Assert.Equal(hashes.GetProperty(name).GetString(), Convert.ToHexStringLower(SHA256.HashData(actual)));
}
