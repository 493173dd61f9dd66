using System.Text;
using System.Text.Json;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using CollabServer.Crdt.Values;
using Xunit;

namespace CollabServer.Crdt.Tests.Values;

/// <summary>
/// JSON text against <c>any</c>: marks and embeds have the one form in the first encoding and the other in the second. Expectations come from
/// Node (<c>node/json-cases.mjs</c>).
/// </summary>
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
    public void Json_text_gives_the_value_javascript_gives(string json, string stringified, string any)
    {
        _ = stringified;
        JsonText.RequireValid(Encoding.UTF8.GetBytes(json), Depth);
        Assert.Equal(any, Convert.ToHexStringLower(AnyWriter.ToBytes(JsonValueReader.Read(Encoding.UTF8.GetBytes(json)))));
    }

    /// <summary>From what JavaScript printed, so that keys are in its order and none is repeated.</summary>
    [Theory]
    [MemberData(nameof(Good))]
    public void Json_text_of_javascript_becomes_the_any_bytes_lib0_writes(string json, string stringified, string any)
    {
        // Infinity and −0 do not survive printing.
        any = stringified == "null" ? "7e" : json.StartsWith("-0", StringComparison.Ordinal) ? "7d00" : any;
        using var writer = new ByteWriter();
        JsonToAny.Convert(Encoding.UTF8.GetBytes(stringified), writer);
        Assert.Equal(any, Convert.ToHexStringLower(writer.Written));
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Any_bytes_become_the_text_javascript_prints(string json, string stringified, string any)
    {
        _ = json;
        using var writer = new ByteWriter();
        AnyToJson.Convert(Convert.FromHexString(any), writer);

        // In "any" bytes lone surrogates are U+FFFD already.
        var expected = stringified.Replace("\\ud83d", "\ufffd", StringComparison.Ordinal).Replace("\\ude00", "\ufffd", StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.UTF8.GetString(writer.Written));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Text_that_json_parse_refuses_is_refused(string json)
    {
        var thrown = Assert.Throws<MalformedUpdateException>(() => JsonText.RequireValid(Encoding.UTF8.GetBytes(json), Depth));
        Assert.Equal(MalformedUpdateReason.InvalidJson, thrown.Reason);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
