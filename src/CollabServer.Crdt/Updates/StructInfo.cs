namespace CollabServer.Crdt.Updates;

/// <summary>Bits of the byte every struct starts with. The low five are its content kind.</summary>
internal static class StructInfo
{
    public const byte KindMask = 0x1F;

    /// <summary>Set for every map item, but the key itself is on the wire only when neither origin is.</summary>
    public const byte HasKey = 0x20;
    public const byte HasRightOrigin = 0x40;
    public const byte HasOrigin = 0x80;
    public const byte HasAnyOrigin = HasOrigin | HasRightOrigin;
}
