using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>
/// JSON text to plain values exactly as JavaScript's <c>JSON.parse</c>: strict grammar, only four kinds of white space, lone surrogate
/// escapes kept, objects ordered as <see cref="JsObject"/>. Nesting is bounded by the caller.
/// </summary>
internal ref struct JsonParser
{
    private readonly ReadOnlySpan<byte> _json;
    private int _position;
    private AnyFault _fault;

    private JsonParser(ReadOnlySpan<byte> json) => _json = json;

    public static bool TryParse(ReadOnlySpan<byte> json, int maxDepth, out Output? value, out AnyFault fault)
    {
        value = null;
        if (!Utf8.IsValid(json))
        {
            fault = AnyFault.InvalidUtf8;
            return false;
        }

        var parser = new JsonParser(json);
        parser.SkipWhiteSpace();
        var ok = parser.TryParseValue(maxDepth, out value);
        parser.SkipWhiteSpace();
        ok = ok && (parser._position == json.Length || parser.Fail());
        fault = parser._fault;
        return ok;
    }

    private bool TryParseValue(int depthLeft, out Output? value)
    {
        value = null;
        switch (Peek())
        {
            case (byte)'{':
                return depthLeft > 0 ? TryParseObject(depthLeft - 1, out value) : Fail(AnyFault.TooDeep);
            case (byte)'[':
                return depthLeft > 0 ? TryParseArray(depthLeft - 1, out value) : Fail(AnyFault.TooDeep);
            case (byte)'"':
                var ok = TryParseString(out var text);
                value = ok ? new Output(text!) : null;
                return ok;
            case (byte)'t':
                value = Output.True;
                return TryTake("true"u8);
            case (byte)'f':
                value = Output.False;
                return TryTake("false"u8);
            case (byte)'n':
                value = Output.NullValue;
                return TryTake("null"u8);
            default:
                return TryParseNumber(out value);
        }
    }

    private bool TryParseObject(int depthLeft, out Output? value)
    {
        value = null;
        _position++;
        SkipWhiteSpace();
        var members = new JsObject();
        if (Peek() != '}')
        {
            while (true)
            {
                if (Peek() != '"' || !TryParseString(out var key))
                {
                    return Fail();
                }

                SkipWhiteSpace();
                if (!TryTake(":"u8))
                {
                    return false;
                }

                SkipWhiteSpace();
                if (!TryParseValue(depthLeft, out var member))
                {
                    return false;
                }

                members.Set(key!, member!);
                SkipWhiteSpace();
                if (Peek() != ',')
                {
                    break;
                }

                _position++;
                SkipWhiteSpace();
            }
        }

        value = new Output(members.ToJsonObject());
        return TryTake("}"u8);
    }

    private bool TryParseArray(int depthLeft, out Output? value)
    {
        value = null;
        _position++;
        SkipWhiteSpace();
        var items = new List<Output>();
        if (Peek() != ']')
        {
            while (true)
            {
                if (!TryParseValue(depthLeft, out var item))
                {
                    return false;
                }

                items.Add(item!);
                SkipWhiteSpace();
                if (Peek() != ',')
                {
                    break;
                }

                _position++;
                SkipWhiteSpace();
            }
        }

        value = new Output(new JsonArray(items));
        return TryTake("]"u8);
    }

    private bool TryParseString(out string? value)
    {
        value = null;
        var start = ++_position;
        var plain = _json[start..].IndexOfAny(StringEnds.Values);
        if (plain >= 0 && _json[start + plain] == '"')
        {
            _position = start + plain + 1;
            value = Encoding.UTF8.GetString(_json.Slice(start, plain));
            return true;
        }

        var text = new StringBuilder();
        while (true)
        {
            plain = _json[_position..].IndexOfAny(StringEnds.Values);
            if (plain < 0)
            {
                return Fail();
            }

            text.Append(Encoding.UTF8.GetString(_json.Slice(_position, plain)));
            _position += plain;
            switch (_json[_position++])
            {
                case (byte)'"':
                    value = text.ToString();
                    return true;
                case (byte)'\\' when TryParseEscape(out var c):
                    text.Append(c);
                    break;
                default:
                    return Fail();
            }
        }
    }

    private bool TryParseEscape(out char value)
    {
        value = (char)Peek();
        _position++;
        switch (value)
        {
            case '"' or '\\' or '/':
                return true;
            case 'b':
                value = '\b';
                return true;
            case 'f':
                value = '\f';
                return true;
            case 'n':
                value = '\n';
                return true;
            case 'r':
                value = '\r';
                return true;
            case 't':
                value = '\t';
                return true;
            case 'u' when _json.Length - _position >= 4
                && ushort.TryParse(_json.Slice(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _position += 4;
                value = (char)unit;
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?</c>; too large becomes Infinity, as in JavaScript.</summary>
    private bool TryParseNumber(out Output? value)
    {
        value = null;
        var start = _position;
        if (Peek() == '-')
        {
            _position++;
        }

        if (Peek() == '0')
        {
            _position++;
        }
        else if (!TrySkipDigits())
        {
            return Fail();
        }

        if (Peek() == '.')
        {
            _position++;
            if (!TrySkipDigits())
            {
                return Fail();
            }
        }

        if (Peek() is 'e' or 'E')
        {
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            if (!TrySkipDigits())
            {
                return Fail();
            }
        }

        value = new Output(double.Parse(_json[start.._position], NumberStyles.Float, CultureInfo.InvariantCulture));
        return true;
    }

    private bool TrySkipDigits()
    {
        var start = _position;
        while (Peek() is >= '0' and <= '9')
        {
            _position++;
        }

        return _position > start;
    }

    private bool TryTake(ReadOnlySpan<byte> expected)
    {
        if (!_json[_position..].StartsWith(expected))
        {
            return Fail();
        }

        _position += expected.Length;
        return true;
    }

    private void SkipWhiteSpace()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
    }

    /// <summary>The byte at the position; 0, which is valid nowhere outside strings, at the end.</summary>
    private readonly int Peek() => _position < _json.Length ? _json[_position] : 0;

    private bool Fail(AnyFault fault = AnyFault.InvalidJson)
    {
        if (_fault == AnyFault.None)
        {
            _fault = fault;
        }

        return false;
    }
}
