using System.Buffers;
using Xunit;

namespace CollabServer.MessagePack.Tests;

public sealed class WriterTests
{
    private delegate void Writing(ref MessagePackWriter writer);

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "cc80")]
    [InlineData(255, "ccff")]
    [InlineData(256, "cd0100")]
    [InlineData(65535, "cdffff")]
    [InlineData(65536, "ce00010000")]
    [InlineData(4294967295, "ceffffffff")]
    [InlineData(4294967296, "cf0000000100000000")]
    [InlineData(-1, "ff")]
    [InlineData(-32, "e0")]
    [InlineData(-33, "d0df")]
    [InlineData(-128, "d080")]
    [InlineData(-129, "d1ff7f")]
    [InlineData(-32768, "d18000")]
    [InlineData(-32769, "d2ffff7fff")]
    [InlineData(-2147483648, "d280000000")]
    [InlineData(-2147483649, "d3ffffffff7fffffff")]
    public void An_integer_takes_its_shortest_form(long value, string hex)
    {
        Assert.Equal(hex, Hex((ref writer) => writer.Write(value)));
        Assert.Equal(hex.Length / 2, MessagePackWriter.GetEncodedLength(value));
    }

    [Fact]
    public void Lengths_take_their_shortest_header()
    {
        Assert.Equal("9f", Hex((ref writer) => writer.WriteArrayHeader(15)));
        Assert.Equal("dc0010", Hex((ref writer) => writer.WriteArrayHeader(16)));
        Assert.Equal("dcffff", Hex((ref writer) => writer.WriteArrayHeader(65535)));
        Assert.Equal("dd00010000", Hex((ref writer) => writer.WriteArrayHeader(65536)));
        Assert.Equal("8f", Hex((ref writer) => writer.WriteMapHeader(15)));
        Assert.Equal("de0010", Hex((ref writer) => writer.WriteMapHeader(16)));
        Assert.Equal("df00010000", Hex((ref writer) => writer.WriteMapHeader(65536)));
        Assert.Equal("bf", Hex((ref writer) => writer.WriteStringHeader(31)));
        Assert.Equal("d920", Hex((ref writer) => writer.WriteStringHeader(32)));
        Assert.Equal("da0100", Hex((ref writer) => writer.WriteStringHeader(256)));
        Assert.Equal("db00010000", Hex((ref writer) => writer.WriteStringHeader(65536)));
        Assert.Equal("c4ff", Hex((ref writer) => writer.WriteBinHeader(255)));
        Assert.Equal("c50100", Hex((ref writer) => writer.WriteBinHeader(256)));
        Assert.Equal("c600010000", Hex((ref writer) => writer.WriteBinHeader(65536)));
        Assert.Equal("d801", Hex((ref writer) => writer.WriteExtensionFormatHeader(new ExtensionHeader(1, 16u))));
        Assert.Equal("c70001", Hex((ref writer) => writer.WriteExtensionFormatHeader(new ExtensionHeader(1, 0u))));
        Assert.Equal("c71101", Hex((ref writer) => writer.WriteExtensionFormatHeader(new ExtensionHeader(1, 17u))));
        Assert.Equal("c80100ff", Hex((ref writer) => writer.WriteExtensionFormatHeader(new ExtensionHeader(-1, 256u))));
        Assert.Equal("c90001000001", Hex((ref writer) => writer.WriteExtensionFormatHeader(new ExtensionHeader(1, 65536u))));
    }

    [Fact]
    public void The_computed_binary_header_length_is_the_written_one()
    {
        foreach (var length in new[] { 0, 255, 256, 65535, 65536, int.MaxValue })
            Assert.Equal(MessagePackWriter.GetBinHeaderLength(length), Hex((ref writer) => writer.WriteBinHeader(length)).Length / 2);
    }

    [Fact]
    public void Fixed_width_forms_do_not_shrink()
    {
        Assert.Equal("cc01cd0001ce00000001cf0000000000000001", Hex((ref writer) =>
        {
            writer.WriteUInt8(1);
            writer.WriteUInt16(1);
            writer.WriteUInt32(1);
            writer.WriteUInt64(1);
        }));
        Assert.Equal("d0ffd1ffffd2ffffffffd3ffffffffffffffff", Hex((ref writer) =>
        {
            writer.WriteInt8(-1);
            writer.WriteInt16(-1);
            writer.WriteInt32(-1);
            writer.WriteInt64(-1);
        }));
    }

    [Fact]
    public void Floats_keep_their_width()
    {
        Assert.Equal("ca3f800000", Hex((ref writer) => writer.Write(1f)));
        Assert.Equal("cb3ff0000000000000", Hex((ref writer) => writer.Write(1d)));
    }

    [Fact]
    public void Null_is_nil()
    {
        Assert.Equal("c0c0", Hex((ref writer) =>
        {
            writer.Write((string?)null);
            writer.Write((byte[]?)null);
        }));
    }

    // TextEncoder of the WHATWG Encoding standard does the same.
    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Equal("a5" + "61efbfbd62", Hex((ref writer) => writer.Write("a\ud83db")));

    [Fact]
    public void Text_and_binary_in_pieces_are_written_as_one()
    {
        var pieces = SplitSequence.At("abc"u8.ToArray(), 1);
        Assert.Equal("a3616263", Hex((ref writer) => writer.WriteString(pieces)));
        Assert.Equal("c403616263", Hex((ref writer) => writer.Write(pieces)));
        Assert.Equal("616263", Hex((ref writer) => writer.WriteRaw(pieces)));
        Assert.Equal("d503616263"[..4] + "6162", Hex((ref writer) => writer.WriteExtensionFormat(new ExtensionResult(3, pieces.Slice(0, 2)))));
    }

    [Fact]
    public void Local_time_is_converted_and_unspecified_time_counts_as_utc()
    {
        var utc = DateTimeOffset.FromUnixTimeSeconds(1514862245).UtcDateTime;
        Assert.Equal("d6ff5a4af6a5", Hex((ref writer) => writer.Write(utc)));
        Assert.Equal("d6ff5a4af6a5", Hex((ref writer) => writer.Write(utc.ToLocalTime())));
        Assert.Equal("d6ff5a4af6a5", Hex((ref writer) => writer.Write(DateTime.SpecifyKind(utc, DateTimeKind.Unspecified))));
    }

    [Fact]
    public void The_ends_of_the_calendar_come_back()
    {
        foreach (var moment in new[] { DateTime.MinValue, DateTime.MaxValue, DateTime.UnixEpoch, DateTime.UnixEpoch.AddTicks(-1) })
        {
            var bytes = Convert.FromHexString(Hex((ref writer) => writer.Write(DateTime.SpecifyKind(moment, DateTimeKind.Utc))));
            var read = new MessagePackReader(bytes).ReadDateTime();
            Assert.Equal(moment.Ticks, read.Ticks);
            Assert.Equal(DateTimeKind.Utc, read.Kind);
        }
    }

    [Fact]
    public void A_span_of_the_exact_size_is_filled_and_one_byte_more_is_refused()
    {
        var destination = new byte[4];
        var writer = new MessagePackWriter(destination);
        writer.WriteArrayHeader(2);
        writer.Write(1);
        writer.Write(200);
        Assert.Equal(4, writer.BytesWritten);
        Assert.Equal("9201ccc8", Convert.ToHexStringLower(destination));

        try
        {
            writer.WriteNil();
            Assert.Fail("A byte was written behind the end.");
        }
        catch (InvalidOperationException e)
        {
            Assert.Contains("full", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_reaches_the_output_before_a_flush()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.Write(1);
        Assert.Equal(0, buffer.WrittenCount);
        writer.Flush();
        writer.Write(2);
        writer.Flush();
        Assert.Equal([1, 2], buffer.WrittenSpan.ToArray());
        Assert.Equal(2, writer.BytesWritten);
    }

    [Fact]
    public void A_small_output_that_hands_out_tiny_spans_is_written_whole()
    {
        var buffer = new ArrayBufferWriter<byte>(1);
        var writer = new MessagePackWriter(buffer);
        for (var i = 0; i < 1000; i++)
            writer.Write(i);
        writer.Flush();

        var reader = new MessagePackReader(buffer.WrittenMemory);
        for (var i = 0; i < 1000; i++)
            Assert.Equal(i, reader.ReadInt32());
        Assert.True(reader.End);
    }

    private static string Hex(Writing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return Convert.ToHexStringLower(buffer.WrittenSpan);
    }
}
