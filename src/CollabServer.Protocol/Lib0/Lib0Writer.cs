namespace CollabServer.Protocol.Lib0;

/// <summary>Writes the primitives of lib0 into a span whose size was computed beforehand with the length methods here.</summary>
internal ref struct Lib0Writer(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    public static int VarUintLength(ulong value) => value == 0 ? 1 : (int)((ulong.Log2(value) / 7) + 1);

    public static int VarBytesLength(int length) => VarUintLength((ulong)length) + length;

    public void WriteVarUint(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
            _destination[Written++] = (byte)(value | 0x80);
        _destination[Written++] = (byte)value;
    }

    public void WriteVarBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarUint((ulong)bytes.Length);
        bytes.CopyTo(_destination[Written..]);
        Written += bytes.Length;
    }
}
