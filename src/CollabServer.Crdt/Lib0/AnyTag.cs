namespace CollabServer.Crdt.Lib0;

/// <summary>First byte of a lib0 "any" value.</summary>
internal static class AnyTag
{
    public const byte Undefined = 127;
    public const byte Null = 126;

    /// <summary>varint. Yjs writes it up to 2^31 - 1, yrs up to 2^53 - 1.</summary>
    public const byte Integer = 125;

    /// <summary>Four bytes, big endian.</summary>
    public const byte Float32 = 124;

    /// <summary>Eight bytes, big endian.</summary>
    public const byte Float64 = 123;

    /// <summary>Signed 64 bits, big endian.</summary>
    public const byte BigInt = 122;
    public const byte False = 121;
    public const byte True = 120;

    /// <summary>varstring.</summary>
    public const byte Text = 119;

    /// <summary>varuint count, (varstring key, any)*.</summary>
    public const byte Object = 118;

    /// <summary>varuint count, any*.</summary>
    public const byte Array = 117;

    /// <summary>varbytes.</summary>
    public const byte Bytes = 116;
}
