using System.Buffers.Binary;
using System.Globalization;

namespace CollabServer.Crdt.Lib0;

/// <summary>
/// A lib0 "any" (validated before) to the JSON text that JSON.stringify would give: what Yjs writes when a value that arrived in V2 goes out
/// in V1. Where JSON.stringify throws or gives nothing, this writes the nearest JSON: big integers as digits, undefined as null. A loop with an own stack.
/// </summary>
internal static class AnyToJson
{
    private const byte Quote = (byte)'"';

    public static void Convert(ReadOnlySpan<byte> any, ByteWriter target)
    {
        var reader = new ByteReader(any);
        var open = new Stack<Container>();
        while (true)
        {
            var tag = reader.ReadByte();
            if (tag is AnyTag.Object or AnyTag.Array)
            {
                target.WriteByte(tag == AnyTag.Object ? (byte)'{' : (byte)'[');
                open.Push(new Container(reader.ReadCount(1), tag == AnyTag.Object, IsFirst: true));
            }
            else
            {
                WriteScalar(tag, ref reader, target);
            }

            if (!Advance(ref reader, open, target))
            {
                return;
            }
        }
    }

    /// <summary>Closes what is complete and writes what stands before the next value; false at the end.</summary>
    private static bool Advance(ref ByteReader reader, Stack<Container> open, ByteWriter target)
    {
        while (open.TryPop(out var container))
        {
            var first = container.IsFirst;
            var left = container.Left;
            while (left > 0)
            {
                left--;
                var key = container.IsObject ? reader.ReadVarBytes().Of(reader.Bytes) : default;
                if (container.IsObject && reader.Peek() == AnyTag.Undefined)
                {
                    // JSON.stringify leaves such properties out.
                    reader.ReadByte();
                    continue;
                }

                if (!first)
                {
                    target.WriteByte((byte)',');
                }

                if (container.IsObject)
                {
                    WriteText(key, target);
                    target.WriteByte((byte)':');
                }

                open.Push(new Container(left, container.IsObject, IsFirst: false));
                return true;
            }

            target.WriteByte(container.IsObject ? (byte)'}' : (byte)']');
        }

        return false;
    }

    private static void WriteScalar(byte tag, ref ByteReader reader, ByteWriter target)
    {
        switch (tag)
        {
            case AnyTag.True:
                target.WriteBytes("true"u8);
                break;
            case AnyTag.False:
                target.WriteBytes("false"u8);
                break;
            case AnyTag.Integer:
                var magnitude = (double)reader.ReadVarInt(out var negative);
                WriteNumber(negative ? -magnitude : magnitude, target);
                break;
            case AnyTag.Float32:
                WriteNumber(BinaryPrimitives.ReadSingleBigEndian(Take(ref reader, sizeof(float))), target);
                break;
            case AnyTag.Float64:
                WriteNumber(BinaryPrimitives.ReadDoubleBigEndian(Take(ref reader, sizeof(double))), target);
                break;
            case AnyTag.BigInt:
                var big = BinaryPrimitives.ReadInt64BigEndian(Take(ref reader, sizeof(long)));
                big.TryFormat(target.Reserve(JsNumber.MaxLength), out var used, default, CultureInfo.InvariantCulture);
                target.Advance(used);
                break;
            case AnyTag.Text:
                WriteText(reader.ReadVarBytes().Of(reader.Bytes), target);
                break;
            case AnyTag.Bytes:
                WriteBytes(reader.ReadVarBytes().Of(reader.Bytes), target);
                break;
            default:
                target.WriteBytes("null"u8);
                break;
        }
    }

    private static void WriteNumber(double value, ByteWriter target) =>
        target.Advance(JsNumber.Format(value, target.Reserve(JsNumber.MaxLength)));

    /// <summary>JSON.stringify sees a byte array as an object of its indexes.</summary>
    private static void WriteBytes(ReadOnlySpan<byte> bytes, ByteWriter target)
    {
        target.WriteByte((byte)'{');
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i > 0)
            {
                target.WriteByte((byte)',');
            }

            target.WriteByte(Quote);
            WriteNumber(i, target);
            target.WriteByte(Quote);
            target.WriteByte((byte)':');
            WriteNumber(bytes[i], target);
        }

        target.WriteByte((byte)'}');
    }

    private static void WriteText(ReadOnlySpan<byte> text, ByteWriter target)
    {
        target.WriteByte(Quote);
        foreach (var b in text)
        {
            if (b is >= 0x20 and not (Quote or (byte)'\\'))
            {
                target.WriteByte(b);
                continue;
            }

            target.WriteByte((byte)'\\');
            switch (b)
            {
                case Quote or (byte)'\\':
                    target.WriteByte(b);
                    break;
                case (byte)'\b':
                    target.WriteByte((byte)'b');
                    break;
                case (byte)'\f':
                    target.WriteByte((byte)'f');
                    break;
                case (byte)'\n':
                    target.WriteByte((byte)'n');
                    break;
                case (byte)'\r':
                    target.WriteByte((byte)'r');
                    break;
                case (byte)'\t':
                    target.WriteByte((byte)'t');
                    break;
                default:
                    target.WriteBytes("u00"u8);
                    target.WriteByte((byte)(b < 0x10 ? '0' : '1'));
                    target.WriteByte("0123456789abcdef"u8[b & 0x0F]);
                    break;
            }
        }

        target.WriteByte(Quote);
    }

    private static ReadOnlySpan<byte> Take(ref ByteReader reader, int count)
    {
        var start = reader.Position;
        reader.Skip(count);
        return reader.Bytes.Slice(start, count);
    }

    private readonly record struct Container(int Left, bool IsObject, bool IsFirst);
}
