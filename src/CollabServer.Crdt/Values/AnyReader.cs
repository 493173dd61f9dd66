using System.Buffers.Binary;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Values;

/// <summary>Makes values of the bytes that documents keep. They were checked when they came in, their nesting included.</summary>
internal static class AnyReader
{
    /// <summary>Reads the <c>any</c> at the start of some bytes.</summary>
    public static Output Read(ReadOnlySpan<byte> content, out int length)
    {
        var reader = new ByteReader(content);
        var value = Read(ref reader);
        length = reader.Position;
        return value;
    }

    private static Output Read(ref ByteReader reader)
    {
        switch (reader.ReadByte())
        {
            case AnyTag.Null:
                return Output.NullValue;
            case AnyTag.True:
                return Output.True;
            case AnyTag.False:
                return Output.False;
            case AnyTag.Integer:
                var magnitude = (double)reader.ReadVarInt(out var negative);
                return new Output(negative ? -magnitude : magnitude);
            case AnyTag.Float32:
                return new Output((double)BinaryPrimitives.ReadSingleBigEndian(Take(ref reader, sizeof(float))));
            case AnyTag.Float64:
                return new Output(BinaryPrimitives.ReadDoubleBigEndian(Take(ref reader, sizeof(double))));
            case AnyTag.BigInt:
                return new Output(BinaryPrimitives.ReadInt64BigEndian(Take(ref reader, sizeof(long))));
            case AnyTag.Text:
                return new Output(ReadText(ref reader));
            case AnyTag.Bytes:
                return new Output(reader.ReadVarBytes().Of(reader.Bytes).ToArray());
            case AnyTag.Array:
                return ReadArray(ref reader);
            case AnyTag.Object:
                return ReadObject(ref reader);
            default:
                return Output.UndefinedValue;
        }
    }

    private static Output ReadArray(ref ByteReader reader)
    {
        var items = new Output[reader.ReadCount(1)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Read(ref reader);
        }

        return new Output(new JsonArray(items));
    }

    private static Output ReadObject(ref ByteReader reader)
    {
        var members = new JsObject();
        for (var count = reader.ReadCount(2); count > 0; count--)
        {
            var key = ReadText(ref reader);
            members.Set(key, Read(ref reader));
        }

        return new Output(members.ToJsonObject());
    }

    private static string ReadText(ref ByteReader reader) => Wtf8.ToText(reader.ReadVarBytes().Of(reader.Bytes));

    private static ReadOnlySpan<byte> Take(ref ByteReader reader, int count)
    {
        var start = reader.Position;
        reader.Skip(count);
        return reader.Bytes.Slice(start, count);
    }
}
