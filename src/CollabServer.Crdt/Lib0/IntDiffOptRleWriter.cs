namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="IntDiffOptRleReader"/> reads. <see cref="Flush"/> ends the column.</summary>
internal struct IntDiffOptRleWriter(ByteWriter column)
{
    private ulong _run;
    private long _value;
    private long _difference;

    public void Write(long value)
    {
        var difference = value - _value;
        _value = value;
        if (_difference == difference)
        {
            _run++;
            return;
        }

        Flush();
        _run = 1;
        _difference = difference;
    }

    public void Flush()
    {
        if (_run == 0)
        {
            return;
        }

        var encoded = (_difference * 2) + (_run > 1 ? 1 : 0);
        column.WriteRun((ulong)Math.Abs(encoded), encoded < 0, _run);
        _run = 0;
    }
}
