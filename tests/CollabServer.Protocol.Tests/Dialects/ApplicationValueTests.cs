using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

/// <summary>Values that clients send to each other: passed on untouched, if no receiver's decoder chokes on them.</summary>
public sealed class ApplicationValueTests
{
    private static readonly NativeDialect Dialect = new();

    [Theory]
    [InlineData("c0")]
    [InlineData("cb 3f f0 00 00 00 00 00 00")]
    [InlineData("cd 00 01")]
    [InlineData("90")]
    [InlineData("80")]
    [InlineData("92 90 80")]
    [InlineData("81 a1 6b 80")]
    [InlineData("82 01 02 a1 61 92 81 ff 00 c0")]
    [InlineData("82 a1 6b 01 a1 6b 02")]
    [InlineData("df 00 00 00 01 d9 01 6b dd 00 00 00 00")]
    [InlineData("d4 05 00")]
    [InlineData("d6 ff 5a 4a f6 a5")]
    [InlineData("81 aa 5f 5f 70 72 6f 74 6f 5f 5f 5f 01")]
    [InlineData("a9 5f 5f 70 72 6f 74 6f 5f 5f")]
    public void A_well_formed_value_is_passed_on_byte_for_byte(string hex)
    {
        var message = Assert.IsType<ClientApplicationMessage>(Assert.Single(Frames.DecodeAll(Dialect, Frame(Frames.Bytes(hex)))));
        Assert.Equal(Frames.Bytes(hex), message.Value.ToArray());
    }

    [Theory]
    [InlineData("", "no value")]
    [InlineData("c0 c0", "two values")]
    [InlineData("91", "an array without its element")]
    [InlineData("81 a1 6b", "a map without its value")]
    [InlineData("c1", "the code that is never used")]
    [InlineData("a1 ff", "a string that is not UTF-8")]
    [InlineData("91 a1 ff", "a nested string that is not UTF-8")]
    [InlineData("d4 ff 00", "a timestamp of one byte")]
    [InlineData("91 dd ff ff ff ff", "elements that are not there")]
    [InlineData("81 c0 01", "a key that is nil")]
    [InlineData("81 90 01", "a key that is an array")]
    [InlineData("81 80 01", "a key that is a map")]
    [InlineData("81 c4 01 6b 01", "a key that is binary")]
    [InlineData("81 c3 01", "a key that is a boolean")]
    [InlineData("81 ca 3f 80 00 00 01", "a key that is a float")]
    [InlineData("81 d4 05 00 01", "a key that is an extension")]
    [InlineData("81 a9 5f 5f 70 72 6f 74 6f 5f 5f 01", "the key __proto__")]
    [InlineData("91 81 a1 6b 81 d9 09 5f 5f 70 72 6f 74 6f 5f 5f 01", "the key __proto__ further down, as str8")]
    public void A_value_that_a_receiver_would_choke_on_is_refused(string hex, string what) =>
        Assert.True(Frames.Refusal(Dialect, Frame(Frames.Bytes(hex))) == CloseCode.MalformedFrame, what);

    [Theory]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public void A_value_nests_127_levels(byte header)
    {
        Assert.Single(Frames.DecodeAll(Dialect, Frame(Nested(header, 127))));
        Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, Frame(Nested(header, 128))));
        Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(Dialect, Frame(Nested(header, 500_000))));
    }

    [Fact]
    public void Levels_that_were_left_do_not_count()
    {
        byte[] value = [0xdc, 0x01, 0x00, .. Enumerable.Repeat<byte[]>([0x91, 0x91, 0x00], 256).SelectMany(item => item)];
        Assert.Single(Frames.DecodeAll(Dialect, Frame(value)));
    }

    private static byte[] Nested(byte header, int levels)
    {
        var key = header == 0x81 ? [(byte)0] : Array.Empty<byte>();
        return [.. Enumerable.Repeat((byte[])[header, .. key], levels - 1).SelectMany(level => level), (byte)(header - 1)];
    }

    private static byte[] Frame(byte[] value) => [0x93, 9, 0xa1, (byte)'c', .. value];
}
