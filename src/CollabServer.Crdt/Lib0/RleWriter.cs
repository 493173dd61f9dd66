namespace CollabServer.Crdt.Lib0;

/// <summary>Writes what <see cref="RleReader"/> reads. The last run stays open: its count is never written.</summary>
internal struct RleWriter(ByteWriter column)
{
    private const ulong OneByte = 1 << 7;

    private ulong _run;
    private byte _value;

    public void Write(byte value)
    {
        if (_run > 0 && _value == value)
        {
            _run++;
            return;
        }

        if (_run - 1 < OneByte)
        {
            column.WriteOneOrTwo((byte)(_run - 1), value, 2);
        }
        else
        {
            WriteSlowly(value);
        }

        _run = 1;
        _value = value;
    }

    /// <summary>The first value, or one behind a long run.</summary>
    private readonly void WriteSlowly(byte value)
    {
        if (_run > 0)
        {
            column.WriteVarUint(_run - 1);
        }

        column.WriteByte(value);
    }
}
