using CollabServer.Crdt.Updates;

namespace CollabServer.Api;

/// <summary>The names of the two Yjs update encodings in addresses.</summary>
internal static class UpdateEncodingName
{
    public static UpdateEncoding? Parse(string name) => name switch
    {
        "v1" => UpdateEncoding.V1,
        "v2" => UpdateEncoding.V2,
        _ => null,
    };
}
