using System.Reflection;
using System.Text.Json;
using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests;

/// <summary>protocol.json is what the TypeScript client is held to; here C# is held to it.</summary>
public sealed class ProtocolTableTests
{
    private static readonly JsonElement Table = Load();

    [Fact]
    public void Kinds_are_the_same_in_both_tables() =>
        Assert.Equal(Numbers("kinds"), Enum.GetValues<MessageKind>().ToDictionary(kind => Kebab(kind.ToString()), kind => (int)kind));

    [Fact]
    public void Close_codes_are_the_same_in_both_tables() =>
        Assert.Equal(Numbers("closeCodes"), Enum.GetValues<CloseCode>().ToDictionary(CloseCodeName.Of, code => (int)code));

    [Fact]
    public void Notices_are_the_same_in_both_tables()
    {
        var constants =
            from field in typeof(NoticeCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            where field.IsLiteral
            select (string)field.GetRawConstantValue()!;
        Assert.Equal(Table.GetProperty("notices").EnumerateObject().Select(notice => notice.Name).Order(), constants.Order());
    }

    [Fact]
    public void The_subprotocol_is_the_same_in_both_tables() =>
        Assert.Equal(Table.GetProperty("subprotocol").GetString(), new NativeDialect().Subprotocol);

    // RFC 6455 section 7.4.2: 4000 to 4999 are for private use, 1000 to 2999 for the registry.
    [Fact]
    public void Own_close_codes_lie_in_the_bands_a_client_acts_on() =>
        Assert.All(Enum.GetValues<CloseCode>(), code => Assert.True((int)code is (>= 1000 and < 1016) or (>= 4400 and < 4600)));

    private static Dictionary<string, int> Numbers(string section) =>
        Table.GetProperty(section).EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static JsonElement Load()
    {
        using var stream = typeof(CloseCode).Assembly.GetManifestResourceStream("protocol.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
