using System.Globalization;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>One update per corner of the format (<c>codec/updates.json</c>): its structs, and what applying it does.</summary>
public sealed class HandMadeUpdateTests
{
    /// <summary>Yjs throws on the empty text and loses the first of two blocks of one client; here both are taken.</summary>
    private static readonly string[] BetterThanYjs = ["empty-string-content", "same-client-two-blocks"];

    public static TheoryData<string> Names
    {
        get
        {
            using var json = FixtureFiles.ReadJson("codec/updates.json");
            return [.. json.RootElement.EnumerateArray().Select(u => new TheoryDataRow<string>(u.GetProperty("name").GetString()!))];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_encodings_decode_to_the_recorded_structs(string name)
    {
        using var json = Load(name, out var recorded);
        var expected = recorded.GetProperty("structs").EnumerateArray().Where(s => s.GetProperty("len").GetInt64() > 0).Select(Describe);
        var expectedDeletes = recorded.GetProperty("ds").EnumerateArray().SelectMany(
            client => client[1].EnumerateArray().Select(range => $"{client[0]}:{range[0]}+{range[1]}"));
        foreach (var (encoding, bytes) in Encodings(recorded))
        {
            using var decoded = new DecodedUpdate();
            UpdateDecoder.Decode(bytes, encoding, UpdateLimits.Default, decoded);
            var structs = new List<string>();
            for (var i = 0; i < decoded.StructCount; i++)
            {
                structs.Add(Describe(decoded, bytes, ref decoded[i]));
            }

            Assert.Equal(expected, structs);
            if (encoding == UpdateEncoding.V1)
            {
                Assert.Equal(expectedDeletes, decoded.Deletes.Select(r => $"{decoded.Clients[r.Client]}:{r.Clock}+{r.Length}"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Applying_gives_the_recorded_state_and_content(string name)
    {
        if (BetterThanYjs.Contains(name))
        {
            return;
        }

        using var json = Load(name, out var recorded);
        var expected = recorded.GetProperty("apply");
        foreach (var (encoding, bytes) in Encodings(recorded))
        {
            if (encoding == UpdateEncoding.V2 && recorded.TryGetProperty("applyV2Differs", out var differs) && differs.ValueKind == JsonValueKind.True)
            {
                continue;
            }

            using var doc = FuzzSession.NewDoc(client: 999);
            Apply(doc, recorded, encoding, bytes);
            BlockStoreInvariants.Check(doc.Store);
            var roots = recorded.GetProperty("roots").EnumerateObject()
                .Select(root => KeyValuePair.Create(root.Name, Open(doc, root.Name, root.Value.GetString()!))).ToList();
            using var read = doc.ReadTransaction();
            if (name != "types-all")
            {
                // YDotNet has no type for an XML hook: it reads as the map it is.
                Assert.Equal(Canonical.Of(expected.GetProperty("result")), Canonical.Of(read, roots));
            }

            Assert.Equal(expected.GetProperty("sv").GetBytesFromBase64(), read.StateVectorV1());
            Assert.Equal(expected.GetProperty("stateV1").GetBytesFromBase64(), read.StateDiffV1(null));
            Assert.Equal(expected.GetProperty("stateV2").GetBytesFromBase64(), read.StateDiffV2(null));
            var pending = expected.GetProperty("pending");
            Assert.Equal(pending.GetProperty("ds").GetBoolean(), doc.Store.Pending.HasDeletes);
            Assert.Equal(pending.GetProperty("structs").ValueKind != JsonValueKind.Null, doc.Store.Pending.HasStructs);
        }
    }

    [Theory]
    [InlineData("string", false)]
    [InlineData("tail-bytes-ignored", true)]
    [InlineData("empty-string-content", true)]
    [InlineData("same-client-two-blocks", true)]
    [InlineData("ascending-client-order", true)]
    public void What_Yjs_would_not_write_is_reported_and_normalized(string name, bool isOdd)
    {
        using var json = Load(name, out var recorded);
        var update = recorded.GetProperty("v1").GetBytesFromBase64();
        using var doc = FuzzSession.NewDoc(client: 999);
        using var same = FuzzSession.NewDoc(client: 999);
        using (var write = doc.WriteTransaction())
        {
            Assert.Equal(isOdd, write.Apply(update, UpdateEncoding.V1).HasFlag(UpdateEffect.NotCanonical));
        }

        var normalized = UpdateBlob.Normalize(update, UpdateEncoding.V1);
        using (var write = same.WriteTransaction())
        {
            Assert.Equal(UpdateEffect.Integrated, write.Apply(normalized, UpdateEncoding.V1));
        }

        using var expected = doc.ReadTransaction();
        using var actual = same.ReadTransaction();
        Assert.Equal(expected.StateDiffV1(null), actual.StateDiffV1(null));
    }

    [Fact]
    public void Two_blocks_of_one_client_are_both_taken()
    {
        using var json = Load("same-client-two-blocks", out var recorded);
        using var doc = FuzzSession.NewDoc(client: 999);
        Apply(doc, recorded, UpdateEncoding.V1, recorded.GetProperty("v1").GetBytesFromBase64());
        var text = doc.Text("text");
        using var read = doc.ReadTransaction();
        Assert.Equal("abcd", text.String(read));
    }

    /// <summary>Blocks of one client with a gap between them, out of order, and with the same clocks twice.</summary>
    [Theory]
    [InlineData("0201010004010172016101010504010172016200", "0101")]
    [InlineData("02010101840100016201010004010172016100", "0102")]
    [InlineData("020101000401017202616201010004010172016100", "0102")]
    [InlineData("03010200040101720161010300040101720161010201840200016200", "0203010202")]
    public void Two_blocks_of_one_client_are_both_taken_without_a_document(string update, string stateVector)
    {
        var bytes = Convert.FromHexString(update);
        using var expected = FuzzSession.NewDoc(client: 999);
        Apply(expected, bytes, UpdateEncoding.V1);
        using var read = expected.ReadTransaction();
        foreach (var (same, encoding) in new[]
        {
            (UpdateBlob.Convert(bytes, UpdateEncoding.V1, UpdateEncoding.V2), UpdateEncoding.V2),
            (UpdateBlob.Merge([bytes], UpdateEncoding.V1), UpdateEncoding.V1),
            (UpdateBlob.Diff(bytes, [], UpdateEncoding.V1), UpdateEncoding.V1),
        })
        {
            using var actual = FuzzSession.NewDoc(client: 999);
            Apply(actual, same, encoding);
            using var other = actual.ReadTransaction();
            Assert.Equal(read.StateDiffV1(null), other.StateDiffV1(null));
        }

        Assert.EndsWith(stateVector, Convert.ToHexString(read.StateVectorV1()), StringComparison.Ordinal);
        Assert.Equal(read.StateVectorV1(), UpdateBlob.StateVector(bytes, UpdateEncoding.V1));
    }

    private static void Apply(Doc doc, byte[] update, UpdateEncoding encoding)
    {
        using var write = doc.WriteTransaction();
        write.Apply(update, encoding);
    }

    private static void Apply(Doc doc, JsonElement recorded, UpdateEncoding encoding, byte[] bytes)
    {
        if (recorded.TryGetProperty("applyFirstV1", out var first))
        {
            using var write = doc.WriteTransaction();
            write.Apply(first.GetBytesFromBase64(), UpdateEncoding.V1);
        }

        using var transaction = doc.WriteTransaction();
        transaction.Apply(bytes, encoding);
    }

    private static Branch Open(Doc doc, string name, string kind) => kind switch
    {
        "Text" => doc.Text(name),
        "Array" => doc.Array(name),
        "Map" => doc.Map(name),
        _ => doc.XmlFragment(name),
    };

    private static IEnumerable<(UpdateEncoding Encoding, byte[] Bytes)> Encodings(JsonElement recorded)
    {
        yield return (UpdateEncoding.V1, recorded.GetProperty("v1").GetBytesFromBase64());
        if (recorded.TryGetProperty("v2", out var v2) && v2.ValueKind == JsonValueKind.String)
        {
            yield return (UpdateEncoding.V2, v2.GetBytesFromBase64());
        }
    }

    private static JsonDocument Load(string name, out JsonElement recorded)
    {
        var json = FixtureFiles.ReadJson("codec/updates.json");
        recorded = json.RootElement.EnumerateArray().Single(u => u.GetProperty("name").GetString() == name);
        return json;
    }

    private static string Describe(JsonElement recorded)
    {
        var id = recorded.GetProperty("id");
        var head = $"{id[0]}:{id[1]}+{recorded.GetProperty("len")}";
        if (recorded.GetProperty("t").GetString() != "Item")
        {
            return $"{head} {recorded.GetProperty("t").GetString()}";
        }

        var content = recorded.GetProperty("content");
        return $"{head} {recorded.GetProperty("ref")} <{Id(recorded.GetProperty("origin"))} >{Id(recorded.GetProperty("rightOrigin"))}"
            + $" in {Id(recorded.GetProperty("parent"))}.{recorded.GetProperty("parentSub")}"
            + (content.ValueKind == JsonValueKind.String ? " " + content.GetString() : string.Empty);
    }

    private static string Id(JsonElement id) => id.ValueKind == JsonValueKind.Array ? $"{id[0]}:{id[1]}" : id.ToString();

    private static string Describe(DecodedUpdate update, byte[] source, ref DecodedStruct decoded)
    {
        var bytes = new UpdateBytes(source, update.Rebuilt.Written);
        var head = string.Create(CultureInfo.InvariantCulture, $"{update.Clients[decoded.Client]}:{decoded.Clock}+{decoded.Length}");
        if (decoded.Kind is ContentKind.Collected or ContentKind.Skip)
        {
            return $"{head} {(decoded.IsSkip ? "Skip" : "GC")}";
        }

        var origin = decoded.HasOrigin ? $"{update.Clients[decoded.OriginClient]}:{decoded.OriginClock}" : string.Empty;
        var right = decoded.HasRightOrigin ? $"{update.Clients[decoded.RightOriginClient]}:{decoded.RightOriginClock}" : string.Empty;
        var parent = decoded.Parent switch
        {
            ParentForm.Root => Wtf8.ToText(bytes[decoded.RootName]),
            ParentForm.Item => $"{update.Clients[decoded.OriginClient]}:{decoded.OriginClock}",
            _ => string.Empty,
        };
        var key = decoded.HasKey && decoded.Parent != ParentForm.OfNeighbours ? Wtf8.ToText(bytes[decoded.Key]) : string.Empty;
        return $"{head} {(int)decoded.Kind} <{origin} >{right} in {parent}.{key}"
            + (decoded.Kind == ContentKind.String ? " " + Wtf8.ToText(bytes[decoded.Content]) : string.Empty);
    }
}
