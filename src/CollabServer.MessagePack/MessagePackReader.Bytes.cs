using System.Buffers;
using System.Buffers.Binary;

namespace CollabServer.MessagePack;

/// <content>Raw bytes under the objects; nothing here looks at a format code.</content>
public ref partial struct MessagePackReader
{
    private byte ReadCode()
    {
        if (!_reader.TryRead(out var code))
            Faults.Truncated(needed: 1, remaining: 0);
        return code;
    }

    private ushort ReadBigEndian16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        ReadInto(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    private uint ReadBigEndian32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        ReadInto(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private ulong ReadBigEndian64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ReadInto(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private void ReadInto(scoped Span<byte> destination)
    {
        if (!_reader.TryCopyTo(destination))
            Faults.Truncated(destination.Length, _reader.Remaining);
        _reader.Advance(destination.Length);
    }

    private ReadOnlySequence<byte> ReadSlice(long length)
    {
        EnsureRemaining(length);
        var slice = _reader.Sequence.Slice(_reader.Position, length);
        _reader.Advance(length);
        return slice;
    }

    private readonly void EnsureRemaining(long needed)
    {
        if (needed > _reader.Remaining)
            Faults.Truncated(needed, _reader.Remaining);
    }
}
