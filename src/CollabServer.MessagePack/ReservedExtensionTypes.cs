namespace CollabServer.MessagePack;

/// <summary>Extension types −128 to −1 belong to the specification; only this one is assigned so far.</summary>
public static class ReservedExtensionTypes
{
    public const sbyte Timestamp = -1;
}
