namespace CollabServer.Crdt.Values;

/// <summary>First byte of a lib0 <c>any</c> value.</summary>
internal static class AnyTag
{
    public const byte Undefined = 127;
    public const byte Null = 126;

    /// <summary>Followed by a varint. Yjs writes it up to 2^31−1, yrs up to 2^53−1.</summary>
    public const byte Integer = 125;

    public const byte Float32 = 124;
    public const byte Float64 = 123;
    public const byte BigInt = 122;
    public const byte False = 121;
    public const byte True = 120;
    public const byte String = 119;
    public const byte Object = 118;
    public const byte Array = 117;
    public const byte Bytes = 116;
}
