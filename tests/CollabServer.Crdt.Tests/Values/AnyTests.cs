using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Values;
using Xunit;

namespace CollabServer.Crdt.Tests.Values;

public class AnyTests
{
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
        Assert.Equal(hex, Convert.ToHexStringLower(AnyWriter.ToBytes(TaggedJson.ReadPlain(json.RootElement))));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Values_are_read_as_lib0_reads_them(string tagged, string hex)
    {
        using var json = System.Text.Json.JsonDocument.Parse(tagged);
        var value = AnyReader.Read(Convert.FromHexString(hex), out var length);
        Assert.Equal(hex.Length / 2, length);
        Assert.Equal(Canonical.Of(json.RootElement), Canonical.Of(value));
    }

    /// <summary>What Yjs writes after reading bytes it would not have written itself (checked with lib0 0.2.120).</summary>
    [Theory]
    [InlineData("7dbfffffffffffff0f", "7b432ffffffffffffe")] // an integer as yrs writes it, above 2^31−1
    [InlineData("7b3ff0000000000000", "7d01")] // 1 as float64
    [InlineData("7c3f800000", "7d01")] // 1 as float32
    [InlineData("7b3ff8000000000000", "7c3fc00000")] // 1.5 as float64
    [InlineData("7bfff8000000000001", "7b7ff8000000000000")] // another NaN
    [InlineData("7d8000", "7d00")] // padded varint
    [InlineData("7602016179016178", "7601016178")] // repeated key
    [InlineData("76020162790131" + "78", "76020131780162" + "79")] // index key after a name
    public void Bytes_of_other_writers_give_the_values_javascript_would_have(string hex, string expected)
    {
        Assert.Equal(expected, Convert.ToHexStringLower(AnyWriter.ToBytes(AnyReader.Read(Convert.FromHexString(hex), out _))));
    }

    [Fact]
    public void Lone_surrogates_become_replacement_characters_on_the_wire()
    {
        Assert.Equal("7705" + "78" + "efbfbd" + "79", Convert.ToHexStringLower(AnyWriter.ToBytes(new Output("x\ud83dy"))));
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

    private static Output Parse(string json) => JsonValueReader.Read(Encoding.UTF8.GetBytes(json));
}
