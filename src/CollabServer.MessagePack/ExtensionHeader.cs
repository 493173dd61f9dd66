namespace CollabServer.MessagePack;

/// <summary>What stands in front of extension data: its type and its length in bytes.</summary>
public readonly record struct ExtensionHeader(sbyte TypeCode, uint Length)
{
    public ExtensionHeader(sbyte typeCode, int length)
        : this(typeCode, checked((uint)length))
    {
    }
}
