using System.Text.Json;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Lib0;

/// <summary>JSON texts inside updates: marks, embeds and legacy values of the first encoding.</summary>
internal static class JsonText
{
    public static void RequireValid(ReadOnlySpan<byte> json, int maxDepth)
    {
        if (IsUsualScalar(json))
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new MalformedUpdateException(MalformedUpdateReason.InvalidJson, "A mark, embed or legacy value is not JSON.", exception);
        }
    }

    private static bool IsUsualScalar(ReadOnlySpan<byte> json) => json.SequenceEqual("null"u8) || json.SequenceEqual("true"u8);
}
