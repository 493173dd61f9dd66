using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Lib0;

/// <summary>
/// Column of integers that tend to grow evenly: runs of one difference d as <c>varint(2d + (run > 1)), varuint(run - 2) if run > 1</c>.
/// Values outside 0 … 2^53 - 1 are refused, because the format stores clocks here.
/// </summary>
internal ref struct IntDiffOptRleReader(ByteReader column)
{
    private ByteReader _column = column;
    private ulong _left;
    private long _value;
    private long _difference;

    public readonly bool AtEnd => _column.AtEnd;

    public long Read()
    {
        if (_left == 0)
        {
            var magnitude = (long)_column.ReadVarInt(out var negative);
            var encoded = negative ? -magnitude : magnitude;

            // Arithmetic shift rounds down; dividing would round towards zero and break negative differences.
            _difference = encoded >> 1;
            _left = (encoded & 1) != 0 ? _column.ReadVarUint() + 2 : 1;
        }

        _left--;
        _value += _difference;
        if ((ulong)_value > ByteReader.MaxInteger)
        {
            MalformedUpdateException.ThrowIntegerOutOfRange();
        }

        return _value;
    }
}
