using System.Runtime.InteropServices;
using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

public sealed class YWebSocketDialectTests
{
    private const string Step1 = "00 00 03 01 01 03";
    private const string Step2 = "00 01 0d 01 01 01 00 04 01 01 74 03 61 62 63 00";
    private static readonly YWebSocketDialect Dialect = new();

    [Theory]
    [InlineData(Step1, "sync-request 010103")]
    [InlineData(Step2, "update ref=0 01010100040101740361626300")]
    [InlineData("00 02 02 00 00", "update ref=0 0000")]
    [InlineData("01 01 00", "awareness 00")]
    [InlineData("03", "awareness-request")]
    [InlineData("80 00 80 00 81 00 07", "sync-request 07")]
    public void Every_message_is_read(string hex, string expected) => Assert.Equal(expected, Frames.Decode(Dialect, hex));

    [Fact]
    public void Several_messages_in_one_frame_are_read_in_order()
    {
        var messages = Frames.DecodeAll(Dialect, Frames.Bytes(Step1 + "03" + Step2 + "01 01 00"));
        Assert.Equal(
            ["sync-request 010103", "awareness-request", "update ref=0 01010100040101740361626300", "awareness 00"],
            messages.Select(MessageDescription.Of));
    }

    [Fact]
    public void A_fault_in_the_last_message_undoes_the_whole_frame()
    {
        Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, Frames.Bytes(Step1 + Step2 + "01 05 00")));
        Assert.Equal(CloseCode.UnknownMessage, Frames.Refusal(Dialect, Frames.Bytes(Step1 + "04")));
        Assert.Equal(CloseCode.UnexpectedMessage, Frames.Refusal(Dialect, Frames.Bytes(Step1 + "02 00 00")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00 00")]
    [InlineData("00 00 05 01")]
    [InlineData("01 ff ff ff ff 0f")]
    [InlineData("01 ff ff ff ff ff ff ff 0f")]
    [InlineData("01 80 80 80 80 80 80 80 10")]
    [InlineData("ff ff ff ff ff ff ff ff ff 01")]
    [InlineData("80")]
    public void A_malformed_frame_is_named_as_such(string hex) =>
        Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, Frames.Bytes(hex)));

    [Theory]
    [InlineData("04")]
    [InlineData("05 00")]
    [InlineData("ff ff ff ff ff ff ff 0f")]
    [InlineData("00 03 01 00")]
    [InlineData("93 05 07 c4 03 01 02 03")]
    public void An_unknown_message_is_named_as_such(string hex) =>
        Assert.Equal(CloseCode.UnknownMessage, Frames.Refusal(Dialect, Frames.Bytes(hex)));

    [Fact]
    public void Auth_messages_are_the_servers() =>
        Assert.Equal(CloseCode.UnexpectedMessage, Frames.Refusal(Dialect, Frames.Bytes("02 00 02 6e 6f")));

    [Fact]
    public void A_frame_that_asks_too_often_is_refused()
    {
        Assert.Equal(YWebSocketDialect.MaxMessagesPerFrame, Frames.DecodeAll(Dialect, Enumerable.Repeat((byte)3, YWebSocketDialect.MaxMessagesPerFrame).ToArray()).Count);
        Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, Enumerable.Repeat((byte)3, 1_000_000).ToArray()));
    }

    [Fact]
    public void An_update_is_a_slice_of_the_frame_and_not_a_copy()
    {
        var frame = Frames.Bytes(Step2);
        var update = Assert.IsType<ClientUpdate>(Assert.Single(Frames.DecodeAll(Dialect, frame)));
        Assert.True(MemoryMarshal.TryGetArray(update.Update, out var slice));
        Assert.Same(frame, slice.Array);
    }

    [Fact]
    public void Document_messages_are_written_as_y_protocols_says()
    {
        Assert.Equal("0000" + "03010103", Frames.Encode(Dialect, new ServerSyncRequest(Frames.Bytes("01 01 03"))));
        Assert.Equal(Step2.Replace(" ", "", StringComparison.Ordinal), Frames.Encode(Dialect, new SyncReply(Frames.Bytes(Step2)[3..])));
        Assert.Equal("0002020000", Frames.Encode(Dialect, new ServerUpdate(Frames.Bytes("00 00"))));
        Assert.Equal("010100", Frames.Encode(Dialect, new ServerAwareness(Frames.Bytes("00"))));
    }

    [Theory]
    [InlineData(127, "00027f")]
    [InlineData(128, "00028001")]
    [InlineData(16383, "0002ff7f")]
    [InlineData(16384, "0002808001")]
    public void A_length_is_a_varuint(int length, string head) =>
        Assert.Equal(head, Frames.Encode(Dialect, new ServerUpdate(new byte[length]))[..^(2 * length)]);

    [Fact]
    public void A_denial_becomes_an_auth_message()
    {
        Assert.Equal("02" + "00" + "036ec3b6", Frames.Encode(Dialect, new Error("forbidden", "nö", Ref: null)));
        Assert.Equal("02" + "00" + "026e6f", Frames.Encode(Dialect, new Error("unauthorized", "no", Ref: null)));
    }

    public static TheoryData<ServerMessage> Unspeakable =>
    [
        new Welcome(new byte[16], "write", User: null, 0, new SessionLimits(1, 1, 1, 1), "s"),
        new Ack(1, 1, 1),
        new Notice(NoticeCode.Saved, Data: null),
        new Error("overloaded", "later", Ref: null),
        new ServerApplicationMessage("c", new byte[] { 0xc0 }),
        new ServerPing(1),
        new ServerPong(1),
    ];

    [Theory]
    [MemberData(nameof(Unspeakable), DisableDiscoveryEnumeration = true)]
    public void What_y_protocols_has_no_words_for_is_left_out(ServerMessage message) => Assert.Empty(Frames.EncodeAll(Dialect, message));

    [Fact]
    public void A_broadcast_allocates_one_array_of_exactly_its_size()
    {
        var message = new ServerUpdate(new byte[300]);
        var frames = new List<ReadOnlyMemory<byte>>(4);
        Dialect.Encode(message, frames);
        frames.Clear();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Dialect.Encode(message, frames);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 304, 304 + 32);
        Assert.Equal(304, Assert.Single(frames).Length);
    }
}
