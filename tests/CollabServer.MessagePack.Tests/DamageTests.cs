using System.Buffers;
using Xunit;

namespace CollabServer.MessagePack.Tests;

/// <summary>Bytes that were cut, split or changed on the way.</summary>
public sealed class DamageTests
{
    /// <summary>One of everything, each long form with the shortest length that needs it.</summary>
    public static readonly byte[] Everything = WriteEverything();

    [Fact]
    public void Every_split_position_reads_the_same()
    {
        var expected = ValueDescription.OfSingle(new ReadOnlySequence<byte>(Everything));
        for (var position = 0; position <= Everything.Length; position++)
        {
            var split = SplitSequence.At(Everything, position);
            Assert.Equal(expected, ValueDescription.OfSingle(split));
            AssertSkips(split);
        }

        Assert.Equal(expected, ValueDescription.OfSingle(SplitSequence.IntoSingleBytes(Everything)));
        AssertSkips(SplitSequence.IntoSingleBytes(Everything));
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        for (var length = 0; length < Everything.Length; length++)
        {
            var cut = new ReadOnlySequence<byte>(Everything, 0, length);
            Assert.Equal(MessagePackFault.Truncated, Faulty.TryOf(cut, (ref reader) => reader.Skip()));
            Assert.Equal(MessagePackFault.Truncated, Faulty.TryOf(cut, (ref reader) => ValueDescription.Of(ref reader)));
        }
    }

    [Fact]
    public void Raw_bytes_of_an_object_are_the_object()
    {
        byte[] bytes = [.. Everything, 0xc0];
        var reader = new MessagePackReader(SplitSequence.At(bytes, 100));
        Assert.Equal(Everything, reader.ReadRaw().ToArray());
        Assert.Equal(MessagePackCode.Nil, reader.NextCode);
        Assert.Equal([0xc0], reader.ReadRaw(1).ToArray());
        Assert.True(reader.End);
    }

    /// <summary>Whatever Skip accepts can be read, and nothing raises another exception than the reader's own.</summary>
    [Fact]
    public void Mutated_bytes_read_and_skip_alike()
    {
        var seed = Seed.Next();
        var random = new Random(seed);
        var values = new RandomValues(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Mutate(random, random.Next(4) == 0 ? Everything : values.Next(2));
            var sequence = random.Next(2) == 0 ? new ReadOnlySequence<byte>(bytes) : SplitSequence.At(bytes, random.Next(bytes.Length + 1));
            var skipped = Faulty.TryOf(sequence, (ref reader) => reader.Skip());
            var read = Faulty.TryOf(sequence, (ref reader) => ValueDescription.Of(ref reader));

            // The one thing the format allows and DateTime does not: years before 1 and after 9999.
            if (read == MessagePackFault.OutOfRange)
                continue;
            Assert.True((skipped is null) == (read is null), $"round {round}: skip {skipped}, read {read}: {Convert.ToHexStringLower(bytes)}");
        }
    }

    private static byte[] Mutate(Random random, byte[] original)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var position = random.Next(bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0 when position < bytes.Count:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when position < bytes.Count:
                    bytes[position] = (byte)random.Next(0x80, 0x100);
                    break;
                case 2 when position < bytes.Count:
                    bytes.RemoveAt(position);
                    break;
                default:
                    bytes.Insert(position, (byte)random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertSkips(in ReadOnlySequence<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        reader.Skip();
        Assert.True(reader.End);
    }

    private static byte[] WriteEverything()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(28);
        writer.WriteNil();
        writer.Write(true);
        writer.Write(false);
        writer.Write(127);
        writer.Write(-32);
        writer.WriteUInt8(200);
        writer.WriteUInt16(60_000);
        writer.WriteUInt32(4_000_000_000);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteInt8(-100);
        writer.WriteInt16(-30_000);
        writer.WriteInt32(-2_000_000_000);
        writer.WriteInt64(long.MinValue);
        writer.Write(1.5f);
        writer.Write(Math.PI);
        writer.Write("é漢😀");
        writer.Write(new string('x', 32));
        writer.Write(new string('é', 128));
        writer.Write(new byte[3]);
        writer.Write(new byte[256]);
        writer.WriteExtensionFormat(new ExtensionResult(5, new byte[16]));
        writer.WriteExtensionFormat(new ExtensionResult(-2, new byte[3]));
        writer.WriteExtensionFormat(new ExtensionResult(5, new byte[256]));
        writer.Write(DateTime.UnixEpoch);
        writer.Write(DateTime.UnixEpoch.AddTicks(1));
        writer.Write(DateTime.UnixEpoch.AddTicks(-1));
        writer.WriteArrayHeader(16);
        for (var i = 0; i < 16; i++)
            writer.Write(i);
        writer.WriteMapHeader(16);
        for (var i = 0; i < 16; i++)
        {
            writer.Write(i);
            writer.WriteMapHeader(1);
            writer.Write("k");
            writer.WriteArrayHeader(0);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
