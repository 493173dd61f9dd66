namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="UintOptRleReader"/> reads. <see cref="Flush"/> ends the column.</summary>
internal struct UintOptRleWriter(ByteWriter column)
{
    private ulong _run;
    private ulong _value;

    public void Write(ulong value)
    {
        if (_value == value)
        {
            _run++;
            return;
        }

        Flush();
        _run = 1;
        _value = value;
    }

    public void Flush()
    {
        if (_run == 0)
        {
            return;
        }

        column.WriteRun(_value, negative: _run > 1, _run);
        _run = 0;
    }
}
