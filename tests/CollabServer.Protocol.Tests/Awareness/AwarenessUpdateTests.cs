using System.Text;
using CollabServer.Protocol.Awareness;
using Xunit;

namespace CollabServer.Protocol.Tests.Awareness;

public sealed class AwarenessUpdateTests
{
    // count 2; client 1, clock 2, "{}"; client 300, clock 16384, null. lib0 varuints: 300 = ac 02, 16384 = 80 80 01.
    private const string TwoClients = "02 01 02 02 7b 7d ac 02 80 80 01 04 6e 75 6c 6c";

    [Fact]
    public void Entries_are_read_in_order()
    {
        var entries = AwarenessUpdate.Decode(Frames.Bytes(TwoClients), AwarenessLimits.Default);
        Assert.Equal([(1ul, 2ul), (300ul, 16384ul)], entries.Select(entry => (entry.ClientId, entry.Clock)));
        Assert.Equal("{}", Encoding.UTF8.GetString(entries[0].State!.Value.Span));
        Assert.Null(entries[1].State);
    }

    [Fact]
    public void Entries_are_written_as_they_were_read()
    {
        var entries = AwarenessUpdate.Decode(Frames.Bytes(TwoClients), AwarenessLimits.Default);
        Assert.Equal(Frames.Bytes(TwoClients), AwarenessUpdate.Encode(entries));
        Assert.Equal([0], AwarenessUpdate.Encode([]));
        Assert.Empty(AwarenessUpdate.Decode(new byte[] { 0 }, AwarenessLimits.Default));
    }

    // The lib0 encoder writes these bytes for 2^53-1, 2^32-1, 128 and 127.
    [Theory]
    [InlineData((1UL << 53) - 1, "ffffffffffffff0f")]
    [InlineData(uint.MaxValue, "ffffffff0f")]
    [InlineData(128, "8001")]
    [InlineData(127, "7f")]
    [InlineData(0, "00")]
    public void Client_ids_and_clocks_are_varuints(ulong value, string hex)
    {
        var update = AwarenessUpdate.Encode([new AwarenessEntry(value, value, State: null)]);
        Assert.Equal($"01{hex}{hex}046e756c6c", Convert.ToHexStringLower(update));
        var entry = Assert.Single(AwarenessUpdate.Decode(update, AwarenessLimits.Default));
        Assert.Equal((value, value), (entry.ClientId, entry.Clock));
    }

    [Theory]
    [InlineData("[1,2,{\"a\":[]}]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData(" {\"a\":1e999} ")]
    public void A_state_is_any_json_and_kept_byte_for_byte(string json)
    {
        var entry = Assert.Single(AwarenessUpdate.Decode(One(json), AwarenessLimits.Default));
        Assert.Equal(json, Encoding.UTF8.GetString(entry.State!.Value.Span));
    }

    // JSON.parse(" null ") is null as well.
    [Fact]
    public void A_null_with_space_around_it_is_a_departure() =>
        Assert.Null(Assert.Single(AwarenessUpdate.Decode(One(" null "), AwarenessLimits.Default)).State);

    [Theory]
    [InlineData("", "no count")]
    [InlineData("01", "an entry that is not there")]
    [InlineData("ff ff ff ff ff ff ff 0f", "2^53-1 entries that are not there")]
    [InlineData("02 01 01 02 7b 7d", "one entry of two")]
    [InlineData("01 01 01 7f 7b 7d", "a state that is cut short")]
    [InlineData("01 01 01 00", "an empty state")]
    [InlineData("01 01 01 02 7b 7d 00", "a byte behind the entries")]
    [InlineData("00 00", "a byte behind no entries")]
    [InlineData("01 ff ff ff ff ff ff ff ff 01 01 02 7b 7d", "a client id above 2^53-1")]
    [InlineData("01 80 80 80 80 80 80 80 10 01 02 7b 7d", "a client id of 2^53")]
    [InlineData("01 01 01 03 22 ff 22", "a string that is not UTF-8")]
    [InlineData("01 01 01 05 ef bb bf 7b 7d", "a byte order mark")]
    public void A_malformed_update_is_named_as_such(string hex, string what) => AssertMalformed(Frames.Bytes(hex), AwarenessLimits.Default, what);

    [Theory]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("undefined")]
    [InlineData("NaN")]
    [InlineData("{'a':1}")]
    [InlineData("[1,]")]
    [InlineData("// c\n1")]
    [InlineData("\"\t\"")]
    public void A_state_that_is_not_json_is_malformed(string json) => AssertMalformed(One(json), AwarenessLimits.Default, json);

    [Fact]
    public void A_truncation_anywhere_is_malformed()
    {
        var update = Frames.Bytes(TwoClients);
        for (var length = 0; length < update.Length; length++)
            AssertMalformed(update[..length], AwarenessLimits.Default, $"{length} bytes");
    }

    [Fact]
    public void Limits_are_kept_and_can_be_reached()
    {
        var limits = new AwarenessLimits { MaxEntries = 2, MaxStateBytes = 8, MaxStateDepth = 2 };
        Assert.Equal(2, AwarenessUpdate.Decode(Many(2), limits).Length);
        AssertMalformed(Many(3), limits, "3 entries");
        Assert.Single(AwarenessUpdate.Decode(One("\"123456\""), limits));
        AssertMalformed(One("\"1234567\""), limits, "9 bytes");
        Assert.Single(AwarenessUpdate.Decode(One("[[]]"), limits));
        AssertMalformed(One("[[[]]]"), limits, "3 levels");
    }

    [Fact]
    public void A_million_levels_end_in_a_refusal()
    {
        var limits = new AwarenessLimits { MaxStateBytes = int.MaxValue };
        AssertMalformed(One(new string('[', 1_000_000)), limits, "a million levels");
    }

    [Fact]
    public void A_count_bomb_allocates_nothing()
    {
        // A hundred million entries in twelve bytes, which no limit on entries refuses.
        var bomb = Frames.Bytes("80 c2 d7 2f 01 01 02 7b 7d 00 00 00");
        var limits = new AwarenessLimits { MaxEntries = int.MaxValue };
        AssertMalformed(bomb, limits, "warm-up");
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertMalformed(bomb, limits, "bomb");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * 1024);
    }

    [Fact]
    public void A_mutated_update_is_read_or_refused()
    {
        var random = new Random(Seed.Next());
        byte[][] originals = [Frames.Bytes(TwoClients), One("{\"user\":{\"name\":\"é\"},\"cursor\":[1,2]}"), Many(20)];
        var read = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var update = Mutation.Of(random, originals[random.Next(originals.Length)]);
            try
            {
                var entries = AwarenessUpdate.Decode(update, AwarenessLimits.Default);
                Assert.Equal(entries.Select(Describe), AwarenessUpdate.Decode(AwarenessUpdate.Encode(entries), AwarenessLimits.Default).Select(Describe));
                read++;
            }
            catch (ProtocolException e)
            {
                Assert.Equal(CloseCode.MalformedAwareness, e.CloseCode);
            }
        }

        Assert.InRange(read, 1_000, 49_000);
    }

    private static string Describe(AwarenessEntry entry) =>
        $"{entry.ClientId} {entry.Clock} {(entry.State is { } state ? Convert.ToHexStringLower(state.Span) : "left")}";

    private static byte[] One(string json) => AwarenessUpdate.Encode([new AwarenessEntry(1, 1, Encoding.UTF8.GetBytes(json))]);

    private static byte[] Many(int count) =>
        AwarenessUpdate.Encode([.. Enumerable.Range(1, count).Select(id => new AwarenessEntry((ulong)id, 1, "{}"u8.ToArray()))]);

    private static void AssertMalformed(byte[] update, AwarenessLimits limits, string what)
    {
        var refusal = Record.Exception(() => AwarenessUpdate.Decode(update, limits));
        Assert.True(refusal is ProtocolException { CloseCode: CloseCode.MalformedAwareness }, $"{what}: {refusal?.GetType().Name ?? "accepted"}");
    }
}
