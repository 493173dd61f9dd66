namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="UintOptRleReader"/> reads. <see cref="Flush"/> ends the column.</summary>
internal struct UintOptRleWriter(ByteWriter column)
{
    private const ulong ShortValue = 64;
    private const ulong ShortRun = 130;

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

    /// <summary>The same value twice.</summary>
    public void WriteTwice(ulong value)
    {
        Write(value);
        _run++;
    }

    public void Flush()
    {
        if (_run == 0)
        {
            return;
        }

        if (_value < ShortValue && _run < ShortRun)
        {
            // Whether a run of small values, as most are, has a count cannot be guessed: it is written in any case, and counts or not.
            var isLong = _run > 1 ? 1 : 0;
            column.WriteOneOrTwo((byte)((int)_value | (isLong * 0x40)), (byte)(_run - 2), 1 + isLong);
        }
        else
        {
            column.WriteRun(_value, negative: _run > 1, _run);
        }

        _run = 0;
    }
}
