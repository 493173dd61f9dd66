using System.Buffers;

namespace CollabServer.MessagePack.Tests;

/// <summary>Random values, written with the writer under test, with lengths and numbers around every boundary of the format.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 255, 256, 300];
    private readonly Random _random = new(seed);

    public byte[] Next(int depth = 3)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, depth);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(ref MessagePackWriter writer, int depth)
    {
        switch (_random.Next(depth > 0 ? 12 : 10))
        {
            case 0:
                writer.WriteNil();
                break;
            case 1:
                writer.Write(_random.Next(2) == 0);
                break;
            case 2:
                writer.Write((ulong)_random.NextInt64() >> _random.Next(64));
                break;
            case 3:
                writer.Write(-(_random.NextInt64() >> _random.Next(63)));
                break;
            case 4:
                writer.Write(_random.NextSingle());
                break;
            case 5:
                writer.Write(BitConverter.Int64BitsToDouble(_random.NextInt64()));
                break;
            case 6:
                writer.Write(Text(Length()));
                break;
            case 7:
                writer.Write(Bytes(Length()));
                break;
            case 8:
                writer.WriteExtensionFormat(new ExtensionResult((sbyte)_random.Next(0, 128), Bytes(Length())));
                break;
            case 9:
                writer.Write(new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc));
                break;
            case 10:
                WriteArray(ref writer, depth);
                break;
            default:
                WriteMap(ref writer, depth);
                break;
        }
    }

    private void WriteArray(ref MessagePackWriter writer, int depth)
    {
        var count = _random.Next(20);
        writer.WriteArrayHeader(count);
        for (var i = 0; i < count; i++)
            Write(ref writer, depth - 1);
    }

    private void WriteMap(ref MessagePackWriter writer, int depth)
    {
        var count = _random.Next(20);
        writer.WriteMapHeader(count);
        for (var i = 0; i < count; i++)
        {
            writer.Write($"k{i}{Text(2)}");
            Write(ref writer, depth - 1);
        }
    }

    private int Length() => Lengths[_random.Next(Lengths.Length)];

    private string Text(int length) => string.Concat(_random.GetItems<string>(["a", "Z", "\0", "é", "漢", "😀", "\ufffd"], length));

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
