using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Lib0;

/// <summary>lib0's primitives against recorded bytes (<c>codec/lib0.json</c>), in both directions.</summary>
public sealed class PrimitiveCodecTests
{
    [Fact]
    public void Unsigned_integers() => ForEach("varUint", (value, bytes) =>
    {
        var number = value.GetUInt64();
        Assert.Equal(bytes, Written(writer => writer.WriteVarUint(number)));
        Assert.Equal(number, new ByteReader(bytes).ReadVarUint());
    });

    [Fact]
    public void Signed_integers_know_minus_zero() => ForEach("varInt", (value, bytes) =>
    {
        var number = value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;
        var negative = number < 0 || value.ValueKind != JsonValueKind.Number;
        Assert.Equal(bytes, Written(writer => writer.WriteVarInt((ulong)Math.Abs(number), negative)));
        Assert.Equal((ulong)Math.Abs(number), new ByteReader(bytes).ReadVarInt(out var readNegative));
        Assert.Equal(negative, readNegative);
    });

    [Fact]
    public void Strings_lose_lone_surrogates_on_the_wire() => ForEach("varString", (value, bytes) =>
    {
        var text = TaggedJson.ReadString(value);
        Assert.Equal(bytes, Written(writer => writer.WriteVarText(Wtf8.FromText(text))));
        var reader = new ByteReader(bytes);
        var read = Wtf8.ToText(reader.ReadVarString().Of(bytes));
        Assert.Equal(text.Length, read.Length);
        Assert.True(reader.AtEnd);
    });

    [Fact]
    public void Any_values_are_stepped_over_whole() => ForEach("any", (_, bytes) =>
    {
        var reader = new ByteReader(bytes);
        AnySkipper.Skip(ref reader, maxDepth: 256);
        Assert.True(reader.AtEnd);
    });

    [Fact]
    public void Run_length_bytes() => ForEach("rleUint8", (values, bytes) =>
    {
        var column = new RleReader(new ByteReader(bytes));
        var writer = new ByteWriter();
        var rle = new RleWriter(writer);
        foreach (var value in values.EnumerateArray())
        {
            Assert.Equal(value.GetByte(), column.Read());
            rle.Write(value.GetByte());
        }

        Assert.Equal(bytes, writer.ToArray());
    });

    [Fact]
    public void Run_length_integers() => ForEach("uintOptRle", (values, bytes) =>
    {
        var column = new UintOptRleReader(new ByteReader(bytes));
        var writer = new ByteWriter();
        var rle = new UintOptRleWriter(writer);
        foreach (var value in values.EnumerateArray())
        {
            Assert.Equal(value.GetUInt64(), column.Read());
            rle.Write(value.GetUInt64());
        }

        rle.Flush();
        Assert.Equal(bytes, writer.ToArray());
        Assert.True(column.AtEnd);
    });

    [Fact]
    public void Run_length_differences() => ForEach("intDiffOptRle", (values, bytes) =>
    {
        var column = new IntDiffOptRleReader(new ByteReader(bytes));
        var writer = new ByteWriter();
        var rle = new IntDiffOptRleWriter(writer);
        foreach (var value in values.EnumerateArray())
        {
            Assert.Equal(value.GetInt64(), column.Read());
            rle.Write(value.GetInt64());
        }

        rle.Flush();
        Assert.Equal(bytes, writer.ToArray());
        Assert.True(column.AtEnd);
    });

    [Fact]
    public void String_columns_keep_halves_of_a_pair_that_met_in_the_column() => ForEach("stringEncoder", (values, bytes) =>
    {
        var rebuilt = new ByteWriter();
        var column = new StringColumnReader(new ByteReader(bytes), rebuilt);
        var writer = new StringColumnWriter(new ByteWriter(), new ByteWriter());
        foreach (var value in values.EnumerateArray())
        {
            var expected = TaggedJson.ReadString(value);
            var text = Wtf8.FromText(expected);
            writer.Write(text, new Slice(0, text.Length), expected.Length, mayHoldLoneSurrogates: true);
            var slice = column.Read(out var units);
            var read = slice.Start >= 0 ? slice.Of(bytes) : rebuilt.Written.Slice(~slice.Start, slice.Length);
            Assert.Equal(expected.Length, units);
            Assert.Equal(expected, Wtf8.ToText(read));
        }

        writer.Flush();
        var output = new byte[writer.Length];
        Assert.Equal(output.Length, writer.CopyTo(output));
        Assert.Equal(bytes, output);
    });

    [Theory]
    [InlineData("a", 1, 1)]
    [InlineData("ß€x", 2, 5)]
    [InlineData("😀x", 2, 4)]
    [InlineData("😀x", 1, -1)]
    public void Units_are_found_in_text(string text, int unit, int expected) => Assert.Equal(expected, Wtf8.ByteOf(Wtf8.FromText(text), unit));

    [Fact]
    public void Text_with_lone_surrogates_survives()
    {
        const string Text = "a\uD83D\u00DF\uDE00\uD83D\uDE00\uD800";
        var bytes = Wtf8.FromText(Text);
        Assert.Equal(Text, Wtf8.ToText(bytes));
        Assert.Equal(Text.Length, Wtf8.Units(bytes));
        Assert.True(Wtf8.EndsWithHighSurrogate(bytes));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(0x7FUL)]
    [InlineData(0x80UL)]
    [InlineData(0x3FFFUL)]
    [InlineData(0x4000UL)]
    [InlineData(0x1FFFFFUL)]
    [InlineData(0x200000UL)]
    [InlineData(0xFEDCBA987UL)]
    [InlineData((1UL << 53) - 1)]
    [InlineData((1UL << 56) - 1)]
    [InlineData(1UL << 56)]
    [InlineData(ulong.MaxValue)]
    public void Every_way_to_write_an_unsigned_integer_gives_the_same_bytes(ulong value)
    {
        List<byte> expected = [];
        for (var rest = value; ; rest >>= 7)
        {
            expected.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80UL : 0)));
            if (rest <= 0x7F)
            {
                break;
            }
        }

        var (word, exact, put) = (new byte[VarUint.Room], new byte[VarUint.LengthOf(value)], new byte[VarUint.Room]);
        Assert.Equal(expected.Count, VarUint.Write(word, value));
        Assert.Equal(expected.Count, VarUint.WriteExactly(exact, value));
        Assert.Equal(expected.Count, (int)Unsafe.ByteOffset(ref put[0], ref VarUint.Put(ref put[0], value)));
        Assert.Equal(expected, word[..expected.Count]);
        Assert.Equal(expected, exact);
        Assert.Equal(expected, put[..expected.Count]);
        if (value < 1UL << 56)
        {
            Assert.True(VarUint.TryRead(BinaryPrimitives.ReadUInt64LittleEndian([.. expected, .. Enumerable.Repeat((byte)0xFF, 8 - expected.Count)]), out var read, out var length));
            Assert.Equal((value, expected.Count), (read, length));
        }
    }

    private static void ForEach(string kind, Action<JsonElement, byte[]> check)
    {
        using var json = FixtureFiles.ReadJson("codec/lib0.json");
        foreach (var recorded in json.RootElement.GetProperty(kind).EnumerateArray())
        {
            check(recorded.GetProperty("v"), Convert.FromHexString(recorded.GetProperty("hex").GetString()!));
        }
    }

    private static byte[] Written(Action<ByteWriter> write)
    {
        using var writer = new ByteWriter();
        write(writer);
        return writer.ToArray();
    }
}
