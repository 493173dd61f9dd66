namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="RleReader"/> reads. The last run stays open: its count is never written.</summary>
internal struct RleWriter(ByteWriter column)
{
    private ulong _run;
    private byte _value;

    public void Write(byte value)
    {
        if (_run > 0 && _value == value)
        {
            _run++;
            return;
        }

        if (_run > 0)
        {
            column.WriteVarUint(_run - 1);
        }

        _run = 1;
        _value = value;
        column.WriteByte(value);
    }
}
