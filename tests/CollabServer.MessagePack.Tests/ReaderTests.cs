using System.Buffers;
using System.Text;
using Xunit;

namespace CollabServer.MessagePack.Tests;

public sealed class ReaderTests
{
    // 127 in every width the specification has for it.
    [Theory]
    [InlineData("7f")]
    [InlineData("cc7f")]
    [InlineData("cd007f")]
    [InlineData("ce0000007f")]
    [InlineData("cf000000000000007f")]
    [InlineData("d07f")]
    [InlineData("d1007f")]
    [InlineData("d20000007f")]
    [InlineData("d3000000000000007f")]
    public void An_integer_is_read_from_any_width_into_any_type(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(127, new MessagePackReader(bytes).ReadByte());
        Assert.Equal(127, new MessagePackReader(bytes).ReadSByte());
        Assert.Equal(127, new MessagePackReader(bytes).ReadUInt16());
        Assert.Equal(127, new MessagePackReader(bytes).ReadInt16());
        Assert.Equal(127u, new MessagePackReader(bytes).ReadUInt32());
        Assert.Equal(127, new MessagePackReader(bytes).ReadInt32());
        Assert.Equal(127ul, new MessagePackReader(bytes).ReadUInt64());
        Assert.Equal(127, new MessagePackReader(bytes).ReadInt64());
        Assert.Equal('\u007f', new MessagePackReader(bytes).ReadChar());
        Assert.Equal(127f, new MessagePackReader(bytes).ReadSingle());
        Assert.Equal(127d, new MessagePackReader(bytes).ReadDouble());
    }

    [Fact]
    public void An_integer_that_does_not_fit_is_out_of_range()
    {
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("cd 01 00", (ref reader) => reader.ReadByte()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("ff", (ref reader) => reader.ReadByte()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("cc 80", (ref reader) => reader.ReadSByte()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("d1 ff 7f", (ref reader) => reader.ReadSByte()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("ce 00 01 00 00", (ref reader) => reader.ReadUInt16()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("cd 80 00", (ref reader) => reader.ReadInt16()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("cf 00 00 00 01 00 00 00 00", (ref reader) => reader.ReadUInt32()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("ce 80 00 00 00", (ref reader) => reader.ReadInt32()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("d3 ff ff ff ff 7f ff ff ff", (ref reader) => reader.ReadInt32()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("cf 80 00 00 00 00 00 00 00", (ref reader) => reader.ReadInt64()));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("d3 ff ff ff ff ff ff ff ff", (ref reader) => reader.ReadUInt64()));
    }

    [Fact]
    public void The_ends_of_every_integer_type_are_read()
    {
        Assert.Equal(ulong.MaxValue, new MessagePackReader(Convert.FromHexString("cfffffffffffffffff")).ReadUInt64());
        Assert.Equal(long.MaxValue, new MessagePackReader(Convert.FromHexString("cf7fffffffffffffff")).ReadInt64());
        Assert.Equal(long.MinValue, new MessagePackReader(Convert.FromHexString("d38000000000000000")).ReadInt64());
        Assert.Equal(int.MinValue, new MessagePackReader(Convert.FromHexString("d280000000")).ReadInt32());
        Assert.Equal(short.MinValue, new MessagePackReader(Convert.FromHexString("d18000")).ReadInt16());
        Assert.Equal(sbyte.MinValue, new MessagePackReader(Convert.FromHexString("d080")).ReadSByte());
        Assert.Equal(-32, new MessagePackReader(Convert.FromHexString("e0")).ReadInt32());
    }

    [Fact]
    public void No_family_is_taken_for_another()
    {
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("a1 61", (ref reader) => reader.ReadBytes()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("c4 01 61", (ref reader) => reader.ReadString()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("ca 3f 80 00 00", (ref reader) => reader.ReadInt32()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("c0", (ref reader) => reader.ReadInt32()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("01", (ref reader) => reader.ReadNil()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("01", (ref reader) => reader.ReadBoolean()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("80", (ref reader) => reader.ReadArrayHeader()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("90", (ref reader) => reader.ReadMapHeader()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("c0", (ref reader) => reader.TryReadArrayHeader(out _)));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("d6 01 00 00 00 00", (ref reader) => reader.ReadDateTime()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("a1 61", (ref reader) => reader.ReadDouble()));
    }

    [Fact]
    public void Nil_is_read_as_no_string_and_no_bytes()
    {
        Assert.Null(new MessagePackReader(new byte[] { 0xc0 }).ReadString());
        Assert.Null(new MessagePackReader(new byte[] { 0xc0 }).ReadStringSequence());
        Assert.Null(new MessagePackReader(new byte[] { 0xc0 }).ReadBytes());
    }

    [Fact]
    public void A_header_that_is_not_all_there_yet_leaves_the_reader_in_place()
    {
        foreach (var hex in new[] { "dc00", "dd000000", "" })
        {
            var reader = new MessagePackReader(Convert.FromHexString(hex));
            Assert.False(reader.TryReadArrayHeader(out _));
            Assert.Equal(0, reader.Consumed);
        }

        foreach (var hex in new[] { "de00", "df000000", "" })
        {
            var reader = new MessagePackReader(Convert.FromHexString(hex));
            Assert.False(reader.TryReadMapHeader(out _));
            Assert.Equal(0, reader.Consumed);
        }

        foreach (var hex in new[] { "d4", "c701", "c80001", "c900000001", "" })
        {
            var reader = new MessagePackReader(Convert.FromHexString(hex));
            Assert.False(reader.TryReadExtensionFormatHeader(out _));
            Assert.Equal(0, reader.Consumed);
        }
    }

    [Fact]
    public void A_header_can_be_read_before_its_content_has_arrived()
    {
        var array = new MessagePackReader(Convert.FromHexString("dc0003"));
        Assert.True(array.TryReadArrayHeader(out var count));
        Assert.Equal(3, count);
        var map = new MessagePackReader(Convert.FromHexString("df00000003"));
        Assert.True(map.TryReadMapHeader(out count));
        Assert.Equal(3, count);
        var extension = new MessagePackReader(Convert.FromHexString("c9000000ff05"));
        Assert.True(extension.TryReadExtensionFormatHeader(out var header));
        Assert.Equal(new ExtensionHeader(5, 255u), header);
    }

    [Fact]
    public void A_count_above_the_range_of_int_is_out_of_range()
    {
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("dd 80 00 00 00", (ref reader) => reader.TryReadArrayHeader(out _)));
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of("df 80 00 00 00", (ref reader) => reader.TryReadMapHeader(out _)));
    }

    [Fact]
    public void A_string_in_one_piece_is_read_as_a_span_and_a_split_one_is_not()
    {
        byte[] bytes = [0xa3, .. "abc"u8];
        var whole = new MessagePackReader(bytes);
        Assert.True(whole.TryReadStringSpan(out var span));
        Assert.Equal("abc", Encoding.UTF8.GetString(span));

        var split = new MessagePackReader(SplitSequence.At(bytes, 2));
        Assert.False(split.TryReadStringSpan(out _));
        Assert.Equal("abc", split.ReadString());

        var nil = new MessagePackReader(new byte[] { 0xc0 });
        Assert.False(nil.TryReadStringSpan(out _));
        Assert.True(nil.TryReadNil());
    }

    [Fact]
    public void Binary_is_a_slice_of_the_input()
    {
        byte[] bytes = [0xc4, 2, 7, 8];
        var data = new MessagePackReader(bytes).ReadBytes()!.Value;
        bytes[2] = 9;
        Assert.Equal([9, 8], data.ToArray());
    }

    [Fact]
    public void Peeking_leaves_the_reader_where_it_is()
    {
        var reader = new MessagePackReader(new byte[] { 1, 2 });
        var peek = reader.CreatePeekReader();
        peek.Skip();
        peek.Skip();
        Assert.Equal(0, reader.Consumed);
        Assert.Equal(1, reader.ReadInt32());
        Assert.Equal(1, reader.Consumed);
        Assert.Equal(1, reader.Sequence.Slice(reader.Position).Length);
    }

    [Fact]
    public void A_clone_keeps_depth_and_security()
    {
        var reader = new MessagePackReader(new byte[] { 1 }, MessagePackSecurity.TrustedData) { Depth = 7 };
        var clone = reader.Clone(new ReadOnlySequence<byte>([2]));
        Assert.Equal(7, clone.Depth);
        Assert.Same(MessagePackSecurity.TrustedData, clone.Security);
        Assert.Equal(2, clone.ReadInt32());
    }

    [Fact]
    public void A_reader_that_was_never_given_bytes_is_at_its_end_and_suspicious()
    {
        var reader = default(MessagePackReader);
        Assert.True(reader.End);
        Assert.Same(MessagePackSecurity.UntrustedData, reader.Security);
    }

    // The first byte of every row of the specification's table of formats.
    [Fact]
    public void Every_code_belongs_to_the_family_the_specification_gives_it()
    {
        for (var code = 0; code <= 0xff; code++)
        {
            var expected = code switch
            {
                <= 0x7f => MessagePackType.Integer,
                <= 0x8f => MessagePackType.Map,
                <= 0x9f => MessagePackType.Array,
                <= 0xbf => MessagePackType.String,
                0xc0 => MessagePackType.Nil,
                0xc1 => MessagePackType.Unknown,
                <= 0xc3 => MessagePackType.Boolean,
                <= 0xc6 => MessagePackType.Binary,
                <= 0xc9 => MessagePackType.Extension,
                <= 0xcb => MessagePackType.Float,
                <= 0xd3 => MessagePackType.Integer,
                <= 0xd8 => MessagePackType.Extension,
                <= 0xdb => MessagePackType.String,
                <= 0xdd => MessagePackType.Array,
                <= 0xdf => MessagePackType.Map,
                _ => MessagePackType.Integer,
            };
            Assert.Equal(expected, MessagePackCode.ToMessagePackType((byte)code));
        }
    }
}
