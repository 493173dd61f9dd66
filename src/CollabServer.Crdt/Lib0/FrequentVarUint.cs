using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CollabServer.Crdt.Lib0;

/// <summary>An integer of up to 56 bits that is written again and again, such as a client id: encoded once.</summary>
internal readonly struct FrequentVarUint
{
    private readonly ulong _word;
    private readonly int _length;

    public FrequentVarUint(ulong value)
    {
        Value = value;
        _word = VarUint.Encode(value, out var bits);
        _length = bits / 8;
    }

    public ulong Value { get; }

    /// <summary>Writes eight bytes, of which those that count come first; returns the place behind these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Put(ref byte target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(MemoryMarshal.CreateSpan(ref target, sizeof(ulong)), _word);
        return ref Unsafe.Add(ref target, _length);
    }
}
