using System.Buffers;
using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Values;
using Xunit;

namespace CollabServer.Crdt.Tests.Values;

public class AnyTests
{
    private const int Depth = 64;

    public static TheoryData<string, string> Recorded()
    {
        using var codec = FixtureFiles.ReadJson("codec/lib0.json");
        return [.. codec.RootElement.GetProperty("any").EnumerateArray().Select(c => new TheoryDataRow<string, string>(c.GetProperty("v").GetRawText(), c.GetProperty("hex").GetString()!))];
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Values_are_written_as_lib0_writes_them(string tagged, string hex)
    {
        using var json = System.Text.Json.JsonDocument.Parse(tagged);
        Assert.Equal(hex, Convert.ToHexStringLower(Write(TaggedJson.ReadPlain(json.RootElement))));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_bytes_are_canonical_and_survive_reading_and_writing(string tagged, string hex)
    {
        _ = tagged;
        var bytes = Convert.FromHexString(hex);
        Assert.True(AnyReader.TryMeasure(bytes, Depth, out var length, out var isCanonical, out _));
        Assert.Equal(bytes.Length, length);
        Assert.True(isCanonical);
        Assert.Equal(hex, Convert.ToHexStringLower(Write(AnyReader.ReadTrusted(bytes, out _))));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Every_truncation_is_refused(string tagged, string hex)
    {
        _ = tagged;
        var bytes = Convert.FromHexString(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(AnyReader.TryMeasure(bytes.AsSpan(0, length), Depth, out _, out _, out var fault));
            Assert.Equal(AnyFault.Truncated, fault);
            Assert.False(AnyReader.TryRead(bytes.AsSpan(0, length), Depth, out _, out _, out fault));
            Assert.Equal(AnyFault.Truncated, fault);
        }
    }

    [Theory]
    [InlineData("75ffffffffffffff0f", "Truncated")] // array that claims 2^53−1 elements
    [InlineData("7603016101", "Truncated")] // object that claims more members than bytes remain
    [InlineData("77ffffffffffffffff7f", "NumberTooLarge")]
    [InlineData("7dffffffffffffffffffff7f", "NumberTooLarge")]
    [InlineData("7702c328", "InvalidUtf8")]
    [InlineData("760102c3287e", "InvalidUtf8")]
    [InlineData("00", "UnknownTag")]
    [InlineData("73", "UnknownTag")]
    [InlineData("80", "UnknownTag")]
    public void Hostile_bytes_are_refused_by_name(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.False(AnyReader.TryMeasure(bytes, Depth, out _, out _, out var fault));
        Assert.Equal(expected, fault.ToString());
        Assert.False(AnyReader.TryRead(bytes, Depth, out _, out _, out fault));
        Assert.Equal(expected, fault.ToString());
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat<byte[]>([117, 1], depth).SelectMany(b => b), 126];

        Assert.True(AnyReader.TryMeasure(Nested(Depth), Depth, out _, out _, out _));
        Assert.False(AnyReader.TryMeasure(Nested(Depth + 1), Depth, out _, out _, out var fault));
        Assert.Equal(AnyFault.TooDeep, fault);
        Assert.False(AnyReader.TryRead(Nested(200_000), Depth, out _, out _, out fault));
        Assert.Equal(AnyFault.TooDeep, fault);
    }

    [Theory]
    [InlineData("7dbfffffffffffff0f", "7b432ffffffffffffe")] // an integer as yrs writes it, above 2^31−1
    [InlineData("7b3ff0000000000000", "7d01")] // 1 as float64
    [InlineData("7c3f800000", "7d01")] // 1 as float32
    [InlineData("7b3ff8000000000000", "7c3fc00000")] // 1.5 as float64
    [InlineData("7bfff8000000000001", "7b7ff8000000000000")] // another NaN
    [InlineData("7d8000", "7d00")] // padded varint
    [InlineData("77810061", "770161")] // padded length
    [InlineData("7602016179016178", "7601016178")] // repeated key
    [InlineData("76020162790131" + "78", "76020131780162" + "79")] // index key after a name
    public void Bytes_yjs_would_not_write_are_noticed_and_normalized(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.True(AnyReader.TryMeasure(bytes, Depth, out _, out var isCanonical, out _));
        Assert.False(isCanonical);
        var output = new ArrayBufferWriter<byte>();
        AnyText.Normalize(bytes, output);
        Assert.Equal(expected, Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Fact]
    public void Lone_surrogates_become_replacement_characters_on_the_wire()
    {
        Assert.Equal("7705" + "78" + "efbfbd" + "79", Convert.ToHexStringLower(Write(new Output("x\ud83dy"))));
    }

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("0", "-0", true)]
    [InlineData("1", "true", false)]
    [InlineData("null", "null", true)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true)]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", false)]
    [InlineData("{\"a\":1}", "{\"b\":1}", false)]
    [InlineData("[1,2]", "[1,2]", true)]
    [InlineData("[1]", "{\"0\":1}", true)]
    [InlineData("{\"a\":{}}", "{\"a\":{}}", false)] // one level deep only
    [InlineData("{}", "null", false)]
    [InlineData("{}", "[]", true)]
    public void Format_values_are_compared_flat(string left, string right, bool expected)
    {
        Assert.Equal(expected, FlatEquality.AreEqual(Parse(left), Parse(right)));
    }

    [Fact]
    public void Not_a_number_never_equals_itself()
    {
        Assert.False(FlatEquality.AreEqual(new Output(double.NaN), new Output(double.NaN)));
    }

    [Theory]
    [InlineData("7f", "null")]
    [InlineData("76020161" + "7f" + "0162" + "7e", "{\"b\":null}")]
    [InlineData("75027f7b7ff8000000000000", "[null,null]")]
    [InlineData("740207ff", "{\"0\":7,\"1\":255}")]
    [InlineData("7affffffffffffffff", "-1")]
    public void Any_values_outside_json_get_the_text_javascript_gives(string hex, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        AnyText.ToJson(Convert.FromHexString(hex), output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static Output Parse(string json)
    {
        Assert.True(JsonParser.TryParse(Encoding.UTF8.GetBytes(json), Depth, out var value, out _));
        return value!;
    }

    private static byte[] Write(Output value)
    {
        var output = new ArrayBufferWriter<byte>();
        AnyWriter.Write(value, output);
        return output.WrittenSpan.ToArray();
    }
}
