using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

public sealed class NativeEncodeTests
{
    private static readonly NativeDialect Dialect = new();

    [Fact]
    public void Small_messages_are_written_as_protocol_md_says()
    {
        Assert.Equal("9406070504", Frames.Encode(Dialect, new Ack(7, 5, 4)));
        Assert.Equal("930aa5" + "7361766564" + "c0", Frames.Encode(Dialect, new Notice(NoticeCode.Saved, Data: null)));
        Assert.Equal("940ba163a16dc0", Frames.Encode(Dialect, new Error("c", "m", Ref: null)));
        Assert.Equal("940ba163a16d09", Frames.Encode(Dialect, new Error("c", "m", Ref: 9)));
        Assert.Equal("920dcf0000019800000000", Frames.Encode(Dialect, new ServerPing(1752346656768)));
        Assert.Equal("920eff", Frames.Encode(Dialect, new ServerPong(-1)));
        Assert.Equal("9309a16381a16b01", Frames.Encode(Dialect, new ServerApplicationMessage("c", Frames.Bytes("81 a1 6b 01"))));
        Assert.Equal("9203c40100", Frames.Encode(Dialect, new ServerSyncRequest(Frames.Bytes("00"))));
        Assert.Equal("9207c4020506", Frames.Encode(Dialect, new ServerAwareness(Frames.Bytes("05 06"))));
        Assert.Equal("930500c403010203", Frames.Encode(Dialect, new ServerUpdate(Frames.Bytes("01 02 03"))));
    }

    [Fact]
    public void The_welcome_carries_the_limits_by_name()
    {
        var generation = Enumerable.Range(0, 16).Select(i => (byte)i).ToArray();
        var welcome = new Welcome(generation, "write", User: null, 300, new SessionLimits(1, 2, 3, 4), "s");
        Assert.Equal(
            "9702c410000102030405060708090a0b0c0d0e0fa57772697465c0cd012c84"
                + "af6d61784d6573736167654279746573" + "01"
                + "b06d617853796e63506172744279746573" + "02"
                + "ae6d61785570646174654279746573" + "03"
                + "b16d617841776172656e6573734279746573" + "04"
                + "a173",
            Frames.Encode(Dialect, welcome));
    }

    [Fact]
    public void A_notice_carries_plain_values()
    {
        var data = new Dictionary<string, object?> { ["n"] = null, ["b"] = true, ["i"] = -1L, ["d"] = 1.5, ["s"] = "x" };
        Assert.Equal(
            "930aa16385a16ec0a162c3a169ffa164cb3ff8000000000000a173a178",
            Frames.Encode(Dialect, new Notice("c", data)));
        Assert.Throws<ArgumentException>(() => Frames.Encode(Dialect, new Notice("c", new Dictionary<string, object?> { ["k"] = new object() })));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(64 * 1024, 1)]
    [InlineData((64 * 1024) + 1, 2)]
    [InlineData(200 * 64 * 1024, 200)]
    public void A_sync_reply_is_cut_into_parts_that_join_to_the_update(int length, int parts)
    {
        var update = new byte[length];
        new Random(length).NextBytes(update);

        var frames = Frames.EncodeAll(Dialect, new SyncReply(update));

        Assert.Equal(parts, frames.Count);
        var joined = new List<byte>();
        for (var i = 0; i < frames.Count; i++)
        {
            // What the server writes a client may write too, so the own decoder reads it; an empty update is the one exception.
            if (length == 0)
                break;
            var part = Assert.IsType<ClientSyncPart>(Assert.Single(Frames.DecodeAll(Dialect, frames[i])));
            Assert.Equal((i, parts, 0ul), (part.Part, part.Parts, part.Ref));
            joined.AddRange(part.Bytes.Span);
        }

        Assert.True(joined.ToArray().AsSpan().SequenceEqual(update));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    [InlineData(70_000)]
    public void A_broadcast_allocates_one_array_of_exactly_its_size(int length)
    {
        var message = new ServerUpdate(new byte[length]);
        var frames = new List<ReadOnlyMemory<byte>>(4);
        Dialect.Encode(message, frames);
        frames.Clear();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Dialect.Encode(message, frames);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var frame = Assert.Single(frames);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(frame, out var array));
        Assert.Equal(frame.Length, array.Array!.Length);
        // An array's header is 24 bytes with its padding.
        Assert.InRange(allocated, frame.Length, frame.Length + 32);
    }
}
