using System.Security.Cryptography;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>Recorded editing of real documents, one update per keystroke.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("sveltecomponent", UpdateEncoding.V1)]
    [InlineData("sveltecomponent", UpdateEncoding.V2)]
    [InlineData("friendsforever", UpdateEncoding.V1)]
    [InlineData("friendsforever", UpdateEncoding.V2)]
    [InlineData("b4", UpdateEncoding.V1)]
    public void The_state_is_byte_equal_after_every_edit_was_applied(string trace, UpdateEncoding encoding)
    {
        using var expected = FixtureFiles.ReadJson($"traces/{trace}/expected.json");
        using var doc = new Doc(new DocOptions { Id = 1 });
        ApplyAll(doc, Updates(trace, encoding), encoding);
        AssertState(expected.RootElement, doc);
        BlockStoreInvariants.Check(doc.Store);
    }

    [Theory]
    [InlineData("sveltecomponent")]
    [InlineData("friendsforever")]
    [InlineData("b4")]
    public void A_loaded_state_encodes_to_the_same_bytes(string trace)
    {
        using var expected = FixtureFiles.ReadJson($"traces/{trace}/expected.json");
        foreach (var (encoding, file) in new[] { (UpdateEncoding.V1, "final.v1.bin.gz"), (UpdateEncoding.V2, "final.v2.bin.gz") })
        {
            using var doc = new Doc(new DocOptions { Id = 1 });
            ApplyAll(doc, [FixtureFiles.ReadBytes($"traces/{trace}/{file}")], encoding);
            AssertState(expected.RootElement, doc);
            BlockStoreInvariants.Check(doc.Store);
        }
    }

    [Fact]
    public void Out_of_order_the_same_text_comes_out()
    {
        using var expected = FixtureFiles.ReadJson("traces/friendsforever/expected.json");
        using var meta = FixtureFiles.ReadJson("traces/friendsforever/meta.json.gz");
        var updates = Updates("friendsforever", UpdateEncoding.V1);
        using var doc = new Doc(new DocOptions { Id = 1 });
        ApplyAll(doc, [.. meta.RootElement.GetProperty("windowShuffle").EnumerateArray().Select(i => updates[i.GetInt32()])], UpdateEncoding.V1);
        AssertText(expected.RootElement, doc);
        using var read = doc.ReadTransaction();
        Assert.False(read.HasPending);
        Assert.Equal(expected.RootElement.GetProperty("stateVectorBytes").GetBytesFromBase64(), read.StateVectorV1());
        BlockStoreInvariants.Check(doc.Store);
    }

    [Fact]
    public void All_edits_merged_without_a_document_load_to_the_same_state()
    {
        using var expected = FixtureFiles.ReadJson("traces/sveltecomponent/expected.json");
        var updates = Updates("sveltecomponent", UpdateEncoding.V1);
        using var doc = new Doc(new DocOptions { Id = 1 });
        ApplyAll(doc, [UpdateBlob.Merge([.. updates.Select(u => (ReadOnlyMemory<byte>)u)], UpdateEncoding.V1)], UpdateEncoding.V1);
        AssertText(expected.RootElement, doc);
    }

    private static void AssertState(JsonElement expected, Doc doc)
    {
        AssertText(expected, doc);
        using var read = doc.ReadTransaction();
        Assert.Equal(expected.GetProperty("stats").GetProperty("structs").GetInt32(), doc.Store.Count);
        Assert.Equal(expected.GetProperty("finalV1").GetProperty("sha256").GetString(), Hash(read.StateDiffV1(null)));
        Assert.Equal(expected.GetProperty("finalV2").GetProperty("sha256").GetString(), Hash(read.StateDiffV2(null)));
        var mid = expected.GetProperty("mid");
        var state = mid.GetProperty("stateVector").GetBytesFromBase64();
        Assert.Equal(mid.GetProperty("diffV1").GetProperty("sha256").GetString(), Hash(read.StateDiffV1(state)));
        Assert.Equal(mid.GetProperty("diffV2").GetProperty("sha256").GetString(), Hash(read.StateDiffV2(state)));
    }

    private static void AssertText(JsonElement expected, Doc doc)
    {
        var text = doc.Text(expected.GetProperty("root").GetString()!);
        using var read = doc.ReadTransaction();
        Assert.Equal(expected.GetProperty("textLengthUtf16").GetUInt32(), text.Length(read));
        Assert.Equal(expected.GetProperty("textSha256Utf8").GetString(), Hash(System.Text.Encoding.UTF8.GetBytes(text.String(read))));
    }

    private static void ApplyAll(Doc doc, IEnumerable<byte[]> updates, UpdateEncoding encoding)
    {
        foreach (var update in updates)
        {
            using var write = doc.WriteTransaction();
            Assert.NotEqual(UpdateEffect.None, write.Apply(update, encoding));
        }
    }

    private static List<byte[]> Updates(string trace, UpdateEncoding encoding)
    {
        var file = FixtureFiles.ReadBytes($"traces/{trace}/updates.{(encoding == UpdateEncoding.V1 ? "v1" : "v2")}.bin.gz");
        var updates = new List<byte[]>();
        for (var position = 0; position < file.Length;)
        {
            var length = BitConverter.ToInt32(file, position);
            updates.Add(file.AsSpan(position + sizeof(int), length).ToArray());
            position += sizeof(int) + length;
        }

        return updates;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
