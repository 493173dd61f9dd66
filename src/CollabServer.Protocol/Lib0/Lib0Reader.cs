using System.Text.Unicode;

namespace CollabServer.Protocol.Lib0;

/// <summary>
/// Reads the primitives of lib0 that y-protocols frames are made of: varuint (base 128, little endian, bit 7 = more) and byte strings
/// behind their length. Slices, never copies. Bounds that fail are reported with the close code the caller gave.
/// </summary>
internal ref struct Lib0Reader(ReadOnlyMemory<byte> memory, CloseCode onFault)
{
    private const int BitsPerByte = 7;
    private const ulong MaxSafeInteger = (1UL << 53) - 1;

    private readonly ReadOnlySpan<byte> _span = memory.Span;
    private int _position;

    public readonly bool IsAtEnd => _position == _span.Length;

    public readonly int Remaining => _span.Length - _position;

    /// <summary>At most 2^53−1, as in lib0: eight bytes hold it, so a ninth is never looked at.</summary>
    public ulong ReadVarUint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 8 * BitsPerByte; shift += BitsPerByte)
        {
            if (IsAtEnd)
                throw Fault("The bytes end inside an integer.");
            var next = _span[_position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value <= MaxSafeInteger ? value : throw Fault("An integer is above 2^53-1.");
        }

        throw Fault("An integer is above 2^53-1.");
    }

    public ReadOnlyMemory<byte> ReadVarBytes()
    {
        var length = ReadVarUint();
        if (length > (ulong)Remaining)
            throw Fault($"{length} bytes are announced, {Remaining} remain.");
        var bytes = memory.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    /// <summary>The UTF-8 of a string, checked.</summary>
    public ReadOnlyMemory<byte> ReadVarStringBytes()
    {
        var utf8 = ReadVarBytes();
        return Utf8.IsValid(utf8.Span) ? utf8 : throw Fault("A string is not UTF-8.");
    }

    public readonly ProtocolException Fault(string message) => new(onFault, message);
}
