namespace CollabServer.Crdt.Lib0;

/// <summary>
/// Column of bytes: <c>value, varuint(run - 1), value, …</c>. The count of the last run is never written: when the column ends, its value
/// repeats for ever, so the caller bounds what it reads.
/// </summary>
internal ref struct RleReader(ByteReader column)
{
    private ByteReader _column = column;
    private ulong _left;
    private bool _endless;
    private byte _value;

    public readonly bool AtEnd => _column.AtEnd;

    public byte Read()
    {
        if (_endless)
        {
            return _value;
        }

        if (_left == 0)
        {
            _value = _column.ReadByte();
            if (_column.AtEnd)
            {
                _endless = true;
                return _value;
            }

            _left = _column.ReadVarUint() + 1;
        }

        _left--;
        return _value;
    }
}
