namespace CollabServer.Crdt.Lib0;

/// <summary>Column of unsigned integers: a run of one is <c>varint(+v)</c>, a longer one <c>varint(-v), varuint(run - 2)</c>; zero uses minus zero.</summary>
internal ref struct UintOptRleReader(ByteReader column)
{
    private ByteReader _column = column;
    private ulong _left;
    private ulong _value;

    public readonly bool AtEnd => _column.AtEnd;

    public ulong Read()
    {
        if (_left == 0)
        {
            _value = _column.ReadVarInt(out var isRun);
            _left = isRun ? _column.ReadVarUint() + 2 : 1;
        }

        _left--;
        return _value;
    }
}
