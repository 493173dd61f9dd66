using System.Buffers;

namespace CollabServer.MessagePack;

/// <summary>An extension object: its type and its data, not interpreted.</summary>
public readonly struct ExtensionResult
{
    public ExtensionResult(sbyte typeCode, ReadOnlyMemory<byte> data)
        : this(typeCode, new ReadOnlySequence<byte>(data))
    {
    }

    public ExtensionResult(sbyte typeCode, ReadOnlySequence<byte> data)
    {
        TypeCode = typeCode;
        Data = data;
    }

    public sbyte TypeCode { get; }

    public ReadOnlySequence<byte> Data { get; }

    public ExtensionHeader Header => new(TypeCode, checked((uint)Data.Length));
}
