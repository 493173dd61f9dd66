using System.Globalization;

namespace CollabServer.Crdt.Lib0;

/// <summary>Numbers as JavaScript prints them (ECMA-262, Number::toString).</summary>
internal static class JsNumber
{
    /// <summary>Longest: sign, 17 digits, point, leading zeros or an exponent.</summary>
    public const int MaxLength = 32;

    /// <summary>ASCII; infinities and NaN are <c>null</c>, as in JSON.stringify.</summary>
    public static int Format(double value, Span<byte> target)
    {
        if (!double.IsFinite(value))
        {
            "null"u8.CopyTo(target);
            return 4;
        }

        if (Math.Abs(value) < 1e15 && Math.Truncate(value) == value)
        {
            ((long)value).TryFormat(target, out var used, default, CultureInfo.InvariantCulture);
            return used;
        }

        // d.dddddE+xxx with the fewest digits that read back to the same number.
        Span<byte> scientific = stackalloc byte[MaxLength];
        Math.Abs(value).TryFormat(scientific, out var length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MaxLength];
        var count = Digits(scientific[..length], digits, out var point);
        var position = 0;
        if (value < 0)
        {
            target[position++] = (byte)'-';
        }

        return position + Lay(digits[..count], point, target[position..]);
    }

    /// <summary>Significant digits, without zeros at either end; the decimal point stands before digit <paramref name="point"/>.</summary>
    private static int Digits(ReadOnlySpan<byte> text, Span<byte> digits, out int point)
    {
        var exponent = 0;
        var mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        var count = 0;
        var before = text.IndexOf((byte)'.');
        point = (before < 0 ? text.Length : before) + exponent;
        foreach (var c in text)
        {
            if (c == '.')
            {
                continue;
            }

            if (count == 0 && c == '0')
            {
                point--;
                continue;
            }

            digits[count++] = c;
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        return count;
    }

    private static int Lay(ReadOnlySpan<byte> digits, int point, Span<byte> target)
    {
        var count = digits.Length;
        if (point is > 0 and <= 21)
        {
            if (count <= point)
            {
                digits.CopyTo(target);
                target[count..point].Fill((byte)'0');
                return point;
            }

            digits[..point].CopyTo(target);
            target[point] = (byte)'.';
            digits[point..].CopyTo(target[(point + 1)..]);
            return count + 1;
        }

        if (point is > -6 and <= 0)
        {
            target[0] = (byte)'0';
            target[1] = (byte)'.';
            target.Slice(2, -point).Fill((byte)'0');
            digits.CopyTo(target[(2 - point)..]);
            return 2 - point + count;
        }

        var position = 0;
        target[position++] = digits[0];
        if (count > 1)
        {
            target[position++] = (byte)'.';
            digits[1..].CopyTo(target[position..]);
            position += count - 1;
        }

        var exponent = point - 1;
        target[position++] = (byte)'e';
        target[position++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(target[position..], out var used, default, CultureInfo.InvariantCulture);
        return position + used;
    }
}
