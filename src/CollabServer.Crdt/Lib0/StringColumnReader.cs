using System.Text;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Lib0;

/// <summary>
/// Column of strings: a varstring of all of them, then their lengths in UTF-16 units. Slices point into the update itself; only a string
/// that starts or ends inside a four-byte character (two lone surrogates that met in the column) is rebuilt in a buffer beside it.
/// </summary>
internal ref struct StringColumnReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ByteWriter _rebuilt;
    private readonly bool _ascii;
    private readonly int _end;
    private int _position;
    private bool _insidePair;
    private UintOptRleReader _lengths;

    public StringColumnReader(ByteReader column, ByteWriter rebuilt)
    {
        _bytes = column.Bytes;
        _rebuilt = rebuilt;
        var text = column.ReadVarString();
        _position = text.Start;
        _end = text.End;
        _ascii = Ascii.IsValid(text.Of(_bytes));
        _lengths = new UintOptRleReader(column);
    }

    public readonly bool AtEnd => _position == _end && _lengths.AtEnd;

    /// <summary>The next string. A negative start is the complement of an offset into the rebuilt bytes.</summary>
    public Slice Read(out int units)
    {
        var length = _lengths.Read();
        if (length > (ulong)(_end - _position) + 1)
        {
            MalformedUpdateException.ThrowTruncated();
        }

        units = (int)length;
        if (_ascii)
        {
            if (units > _end - _position)
            {
                MalformedUpdateException.ThrowTruncated();
            }

            var slice = new Slice(_position, units);
            _position += units;
            return slice;
        }

        return ReadUnits(units);
    }

    private Slice ReadUnits(int units)
    {
        if (units == 0)
        {
            return new Slice(_position, 0);
        }

        var start = _position;
        var startsInsidePair = _insidePair;
        var position = _position;
        if (startsInsidePair)
        {
            position += 4;
            units--;
            _insidePair = false;
        }

        var whole = position;
        while (units > 0)
        {
            if (position >= _end)
            {
                MalformedUpdateException.ThrowTruncated();
            }

            var b = _bytes[position];
            if (b < 0xF0)
            {
                position += b < 0x80 ? 1 : b < 0xE0 ? 2 : 3;
                units--;
            }
            else if (units == 1)
            {
                _insidePair = true;
                units = 0;
            }
            else
            {
                position += 4;
                units -= 2;
            }
        }

        _position = position;
        if (!startsInsidePair && !_insidePair)
        {
            return new Slice(start, position - start);
        }

        return Rebuild(start, whole, position, startsInsidePair);
    }

    private readonly Slice Rebuild(int start, int whole, int position, bool startsInsidePair)
    {
        var offset = _rebuilt.Length;
        if (startsInsidePair)
        {
            Wtf8.WriteUnit(_rebuilt, Wtf8.Halves(_bytes[start..]).Low);
        }

        _rebuilt.WriteBytes(_bytes[whole..position]);
        if (_insidePair)
        {
            Wtf8.WriteUnit(_rebuilt, Wtf8.Halves(_bytes[position..]).High);
        }

        return new Slice(~offset, _rebuilt.Length - offset);
    }
}
