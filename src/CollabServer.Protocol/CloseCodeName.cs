using System.Collections.Frozen;
using System.Text.Json;

namespace CollabServer.Protocol;

/// <summary>Close codes as protocol.json spells them, for error messages, logs and metrics.</summary>
public static class CloseCodeName
{
    private static readonly FrozenDictionary<CloseCode, string> Names =
        Enum.GetValues<CloseCode>().ToFrozenDictionary(code => code, code => JsonNamingPolicy.KebabCaseLower.ConvertName(code.ToString()));

    public static string Of(CloseCode code) => Names[code];
}
