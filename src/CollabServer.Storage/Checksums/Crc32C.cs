using System.Buffers.Binary;
using System.Numerics;

namespace CollabServer.Storage.Checksums;

/// <summary>CRC-32C (Castagnoli), as iSCSI and ext4 use it; the processor has an instruction for it.</summary>
internal struct Crc32C()
{
    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public void Add(long value) => _state = BitOperations.Crc32C(_state, (ulong)value);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            _state = BitOperations.Crc32C(_state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            _state = BitOperations.Crc32C(_state, value);
        }
    }
}
