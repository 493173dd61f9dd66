using System.Runtime.InteropServices;
using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

public sealed class NativeDecodeTests
{
    private const string Generation = "000102030405060708090a0b0c0d0e0f";
    private static readonly NativeDialect Dialect = new();

    [Theory]
    [InlineData("96 01 a1 74 c4 10 " + Generation + " 2a a2 6d 65 a3 31 2e 30", "hello token=t generation=" + Generation + " client=42 name=me version=1.0")]
    [InlineData("96 01 c0 c0 cf 00 1f ff ff ff ff ff ff a0 a0", "hello token=nil generation=nil client=9007199254740991 name= version=")]
    [InlineData("92 03 c4 01 00", "sync-request 00")]
    [InlineData("95 04 c4 02 07 08 00 01 09", "sync-part 0708 0/1 ref=9")]
    [InlineData("95 04 c4 01 07 cd 01 2b cd 01 2c 00", "sync-part 07 299/300 ref=0")]
    [InlineData("93 05 07 c4 03 01 02 03", "update ref=7 010203")]
    [InlineData("93 05 00 c4 00", "update ref=0 ")]
    [InlineData("92 07 c4 02 05 06", "awareness 0506")]
    [InlineData("91 08", "awareness-request")]
    [InlineData("93 09 a4 63 68 61 74 81 a1 6b 93 c0 c3 ca 3f 80 00 00", "message chat 81a16b93c0c3ca3f800000")]
    [InlineData("92 0c a1 74", "token t")]
    [InlineData("92 0d cf 00 00 01 98 00 00 00 00", "ping 1752346656768")]
    [InlineData("92 0e ff", "pong -1")]
    public void Every_kind_is_read(string hex, string expected) => Assert.Equal(expected, Frames.Decode(Dialect, hex));

    // An array16 header, a uint16 kind, an int64 ref, a bin32: valid MessagePack, only longer than need be.
    [Fact]
    public void Longer_forms_than_necessary_are_read() =>
        Assert.Equal("update ref=7 01", Frames.Decode(Dialect, "dc 00 03 cd 00 05 d3 00 00 00 00 00 00 00 07 c6 00 00 00 01 01"));

    [Theory]
    [InlineData("", "an empty frame")]
    [InlineData("05", "no array")]
    [InlineData("80", "a map")]
    [InlineData("90", "an empty array")]
    [InlineData("c1", "no MessagePack")]
    [InlineData("91 a1 61", "a kind that is no integer")]
    [InlineData("91 ff", "a negative kind")]
    [InlineData("91 ca 40 a0 00 00", "a kind that is a float")]
    [InlineData("91 05", "an update without fields")]
    [InlineData("92 05 01", "an update with one field")]
    [InlineData("94 05 01 c4 00 00", "an update with three fields")]
    [InlineData("93 05 01 c4 00 00", "a byte behind the array")]
    [InlineData("93 05 01 a1 61", "an update that is a string")]
    [InlineData("93 05 01 c0", "an update that is nil")]
    [InlineData("93 05 ff c4 00", "a negative ref")]
    [InlineData("93 05 c0 c4 00", "a ref that is nil")]
    [InlineData("93 05 cf 00 20 00 00 00 00 00 00 c4 00", "a ref above 2^53-1")]
    [InlineData("93 05 01 c4 05 00", "an update that is cut short")]
    [InlineData("93 05 01 c6 ff ff ff ff", "an update of 4 GiB that is not there")]
    [InlineData("dd ff ff ff ff 05", "4,294,967,295 fields that are not there")]
    [InlineData("92 08 00", "an awareness-request with a field")]
    [InlineData("95 04 c4 01 00 01 01 00", "part 1 of 1")]
    [InlineData("95 04 c4 01 00 00 00 00", "part 0 of 0")]
    [InlineData("95 04 c4 01 00 ff 01 00", "part -1")]
    [InlineData("95 04 c4 01 00 00 ce 80 00 00 00 00", "2^31 parts")]
    [InlineData("95 04 c4 00 00 01 00", "an empty part")]
    [InlineData("96 01 c0 c4 0f 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 01 a0 a0", "a generation of 15 bytes")]
    [InlineData("96 01 c0 c0 01 c0 a0", "a client name that is nil")]
    [InlineData("96 01 01 c0 01 a0 a0", "a token that is a number")]
    [InlineData("92 0c c0", "a token that is nil")]
    [InlineData("92 0c a1 ff", "a token that is not UTF-8")]
    [InlineData("92 0d ca 3f 80 00 00", "a timestamp that is a float")]
    [InlineData("92 0d cf ff ff ff ff ff ff ff ff", "a timestamp above 2^63-1")]
    public void A_malformed_frame_is_named_as_such(string hex, string what) =>
        Assert.True(Frames.Refusal(Dialect, Frames.Bytes(hex)) == CloseCode.MalformedFrame, what);

    [Theory]
    [InlineData("91 00")]
    [InlineData("91 0f")]
    [InlineData("91 cc ff")]
    [InlineData("91 cf ff ff ff ff ff ff ff ff")]
    [InlineData("91 ce 00 01 00 05")]
    public void An_unknown_kind_is_named_as_such(string hex) =>
        Assert.Equal(CloseCode.UnknownMessage, Frames.Refusal(Dialect, Frames.Bytes(hex)));

    [Theory]
    [InlineData("97 02 c4 00 a0 c0 00 80 a0")]
    [InlineData("94 06 00 00 00")]
    [InlineData("93 0a a5 73 61 76 65 64 c0")]
    [InlineData("94 0b a0 a0 c0")]
    public void A_kind_that_only_the_server_sends_is_unexpected(string hex) =>
        Assert.Equal(CloseCode.UnexpectedMessage, Frames.Refusal(Dialect, Frames.Bytes(hex)));

    [Theory]
    [InlineData(8 * 1024, true)]
    [InlineData((8 * 1024) + 1, false)]
    public void A_token_has_at_most_8_KiB(int length, bool isAccepted)
    {
        byte[] frame = [0x92, 12, 0xda, (byte)(length >> 8), (byte)length, .. Enumerable.Repeat((byte)'x', length)];
        if (isAccepted)
            Assert.Equal(length, Assert.IsType<TokenRefresh>(Assert.Single(Frames.DecodeAll(Dialect, frame))).Token.Length);
        else
            Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, frame));
    }

    // Three bytes each in UTF-8, so the bound is seen to count characters.
    [Theory]
    [InlineData("漢", 128, true)]
    [InlineData("漢", 129, false)]
    [InlineData("x", 129, false)]
    [InlineData("x", 60_000, false)]
    public void A_channel_has_at_most_128_characters(string character, int count, bool isAccepted)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, count)));
        byte[] frame = [0x93, 9, 0xda, (byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8, 0xc0];
        if (isAccepted)
            Assert.Equal(count, Assert.IsType<ClientApplicationMessage>(Assert.Single(Frames.DecodeAll(Dialect, frame))).Channel.Length);
        else
            Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, frame));
    }

    [Fact]
    public void An_update_is_a_slice_of_the_frame_and_not_a_copy()
    {
        var frame = Frames.Bytes("93 05 07 c4 03 01 02 03");
        var update = Assert.IsType<ClientUpdate>(Assert.Single(Frames.DecodeAll(Dialect, frame)));
        Assert.True(MemoryMarshal.TryGetArray(update.Update, out var slice));
        Assert.Same(frame, slice.Array);
        Assert.Equal(5, slice.Offset);
    }

    [Fact]
    public void Reading_an_update_allocates_the_message_and_nothing_else()
    {
        var frame = new byte[70_000];
        Frames.Bytes("93 05 07 c6 00 01 11 68").CopyTo(frame, 0);
        var messages = new List<ClientMessage>(4);
        Dialect.Decode(frame, messages);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Dialect.Decode(frame, messages);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 64);
    }
}
