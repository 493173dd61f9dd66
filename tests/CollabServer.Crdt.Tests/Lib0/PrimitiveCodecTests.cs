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
        var (text, lengths) = (new ByteWriter(), new ByteWriter());
        var writer = new StringColumnWriter(text, lengths);
        foreach (var value in values.EnumerateArray())
        {
            var expected = TaggedJson.ReadString(value);
            writer.Write(Wtf8.FromText(expected), expected.Length);
            var slice = column.Read(out var units);
            var read = slice.Start >= 0 ? slice.Of(bytes) : rebuilt.Written.Slice(~slice.Start, slice.Length);
            Assert.Equal(expected.Length, units);
            Assert.Equal(expected, Wtf8.ToText(read));
        }

        var output = new ByteWriter();
        writer.Finish(output);
        Assert.Equal(bytes, output.ToArray());
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
