using System.Buffers;
using System.Text;
using System.Text.Json;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Values;
using Xunit;

namespace CollabServer.Crdt.Tests.Values;

/// <summary>Expectations come from Node (<c>Generate/json-cases.mjs</c>).</summary>
public class JsonTextTests
{
    private const int Depth = 64;

    public static TheoryData<string, string, string> Good()
    {
        using var cases = FixtureFiles.ReadJson("values/json-cases.json");
        return [.. cases.RootElement.GetProperty("good").EnumerateArray().Select(c => new TheoryDataRow<string, string, string>(Text(c, "json"), Text(c, "stringified"), Text(c, "any")))];
    }

    public static TheoryData<string> Bad()
    {
        using var cases = FixtureFiles.ReadJson("values/json-cases.json");
        return [.. cases.RootElement.GetProperty("bad").EnumerateArray().Select(c => new TheoryDataRow<string>(c.GetString()!))];
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Json_text_is_normalized_as_javascript_prints_it(string json, string stringified, string any)
    {
        _ = any;
        var output = new ArrayBufferWriter<byte>();
        Assert.True(AnyText.TryNormalizeJson(Encoding.UTF8.GetBytes(json), Depth, output, out _));
        Assert.Equal(stringified, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Json_text_becomes_the_any_bytes_lib0_writes(string json, string stringified, string any)
    {
        _ = stringified;
        var output = new ArrayBufferWriter<byte>();
        Assert.True(AnyText.TryFromJson(Encoding.UTF8.GetBytes(json), Depth, output, out _));
        Assert.Equal(any, Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Text_that_json_parse_refuses_is_refused(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.False(AnyText.TryFromJson(Encoding.UTF8.GetBytes(json), Depth, output, out var fault));
        Assert.Equal(AnyFault.InvalidJson, fault);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Invalid_utf8_is_named()
    {
        Assert.False(JsonParser.TryParse([(byte)'"', 0xff, (byte)'"'], Depth, out _, out var fault));
        Assert.Equal(AnyFault.InvalidUtf8, fault);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Nesting_beyond_the_limit_is_refused_and_within_it_accepted(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));

        Assert.True(JsonParser.TryParse(Encoding.UTF8.GetBytes(Nested(Depth)), Depth, out _, out _));
        Assert.False(JsonParser.TryParse(Encoding.UTF8.GetBytes(Nested(Depth + 1)), Depth, out _, out var fault));
        Assert.Equal(AnyFault.TooDeep, fault);
        Assert.False(JsonParser.TryParse(Encoding.UTF8.GetBytes(Nested(200_000)), Depth, out _, out _));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
