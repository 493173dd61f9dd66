namespace CollabServer.MessagePack;

/// <summary>The families of the format. Strings and binary are different families: neither is read as the other.</summary>
public enum MessagePackType : byte
{
    /// <summary>Code c1, which the specification reserves for ever.</summary>
    Unknown = 0,
    Integer,
    Nil,
    Boolean,
    Float,
    String,
    Binary,
    Array,
    Map,
    Extension,
}
