using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Numbers as JavaScript prints them. Both languages find the same shortest digits; they differ in when an exponent is used and in its form:
/// JavaScript writes plain digits from 1e-6 up to below 1e21 and <c>1e+21</c>, <c>1.5e-7</c> outside.
/// </summary>
internal static class JsNumber
{
    /// <summary>NaN and the infinities are <c>null</c> and −0 is <c>0</c>, the JSON view of a number.</summary>
    public static void Write(double value, IBufferWriter<byte> output)
    {
        if (!double.IsFinite(value))
        {
            output.Write("null"u8);
            return;
        }

        if (double.IsInteger(value) && Math.Abs(value) < long.MaxValue / 1024)
        {
            _ = Utf8Formatter.TryFormat((long)value, output.GetSpan(20), out var written);
            output.Advance(written);
            return;
        }

        WriteDigits(value, output);
    }

    private static void WriteDigits(double value, IBufferWriter<byte> output)
    {
        // "E16" would not be the shortest form; the default one is, in either plain or exponent layout.
        Span<byte> text = stackalloc byte[32];
        _ = value.TryFormat(text, out var textLength, default, CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[32];
        var count = 0;
        var pointAt = -1;
        var exponent = 0;
        for (var i = 0; i < textLength; i++)
        {
            if (text[i] == '.')
            {
                pointAt = count;
            }
            else if (text[i] == 'E')
            {
                exponent = int.Parse(text[(i + 1)..textLength], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (text[i] != '-')
            {
                digits[count++] = text[i];
            }
        }

        // value = 0.d1d2…dn × 10^point with d1 and dn not zero
        var point = (pointAt < 0 ? count : pointAt) + exponent;
        var leading = digits[..count].IndexOfAnyExcept((byte)'0');
        point -= leading;
        digits = digits[leading..count].TrimEnd((byte)'0');

        if (value < 0)
        {
            output.Write("-"u8);
        }

        Layout(digits, point, output);
    }

    private static void Layout(ReadOnlySpan<byte> digits, int point, IBufferWriter<byte> output)
    {
        switch (point)
        {
            case > 0 and <= 21 when digits.Length <= point:
                output.Write(digits);
                WriteZeros(point - digits.Length, output);
                break;
            case > 0 and <= 21:
                output.Write(digits[..point]);
                output.Write("."u8);
                output.Write(digits[point..]);
                break;
            case > -6 and <= 0:
                output.Write("0."u8);
                WriteZeros(-point, output);
                output.Write(digits);
                break;
            default:
                output.Write(digits[..1]);
                if (digits.Length > 1)
                {
                    output.Write("."u8);
                    output.Write(digits[1..]);
                }

                output.Write(point > 0 ? "e+"u8 : "e-"u8);
                _ = Utf8Formatter.TryFormat(Math.Abs(point - 1), output.GetSpan(4), out var written);
                output.Advance(written);
                break;
        }
    }

    private static void WriteZeros(int count, IBufferWriter<byte> output)
    {
        output.GetSpan(count + 1)[..count].Fill((byte)'0');
        output.Advance(count);
    }
}
