using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace CollabServer.MessagePack.Tests;

/// <summary>The vectors of npm msgpack-test-suite 1.0.0: a reader accepts every encoding of a value, a writer makes the shortest.</summary>
public sealed class TestSuiteTests
{
    private static readonly JsonElement[] Entries = Load();

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Entries.Length)];

    /// <summary>Without the moments that a DateTime cannot hold exactly: below 100 ns, and year 0.</summary>
    public static TheoryData<int> WritableIndexes =>
        [.. Enumerable.Range(0, Entries.Length).Where(index => !Entries[index].TryGetProperty("timestamp", out var moment) || TryToDateTime(moment, out _))];

    [Fact]
    public void The_suite_is_complete()
    {
        Assert.Equal(85, Entries.Length);
        Assert.Equal(233, Entries.Sum(entry => Encodings(entry).Length));
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Every_encoding_is_read(int index)
    {
        foreach (var encoding in Encodings(Entries[index]))
        {
            var reader = new MessagePackReader(encoding);
            AssertReads(Entries[index], ref reader);
            Assert.True(reader.End);

            var split = new MessagePackReader(SplitSequence.IntoSingleBytes(encoding));
            AssertReads(Entries[index], ref split);
            Assert.True(split.End);
        }
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Every_encoding_is_skipped(int index)
    {
        foreach (var encoding in Encodings(Entries[index]))
        {
            var reader = new MessagePackReader(encoding);
            reader.Skip();
            Assert.True(reader.End);
        }
    }

    [Theory]
    [MemberData(nameof(WritableIndexes))]
    public void The_shortest_encoding_of_the_type_is_written(int index)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        Write(Entries[index], ref writer);
        writer.Flush();

        // The first of the list is the shortest, except that integers have shorter float encodings further down and int64 may stand before uint64.
        var encodings = Encodings(Entries[index]);
        Assert.Contains(buffer.WrittenSpan.ToArray(), encodings);
        Assert.Equal(encodings[0].Length, buffer.WrittenCount);
    }

    private static void AssertReads(JsonElement entry, ref MessagePackReader reader)
    {
        var (kind, value) = Value(entry);
        switch (kind)
        {
            case "nil":
                reader.ReadNil();
                break;
            case "bool":
                Assert.Equal(value.GetBoolean(), reader.ReadBoolean());
                break;
            case "binary":
                Assert.Equal(Hex(value), reader.ReadBytes()!.Value.ToArray());
                break;
            case "number":
                AssertReadsNumber(value.GetDouble(), ref reader);
                break;
            case "bignum" when reader.NextMessagePackType == MessagePackType.Float:
                Assert.Equal(double.Parse(value.GetString()!, CultureInfo.InvariantCulture), reader.ReadDouble());
                break;
            case "bignum" when value.GetString()!.StartsWith('-'):
                Assert.Equal(long.Parse(value.GetString()!, CultureInfo.InvariantCulture), reader.ReadInt64());
                break;
            case "bignum":
                Assert.Equal(ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture), reader.ReadUInt64());
                break;
            case "string":
                Assert.Equal(value.GetString(), reader.ReadString());
                break;
            case "array" or "map":
                AssertReadsTree(value, ref reader);
                break;
            case "timestamp":
                AssertReadsTimestamp(value, ref reader);
                break;
            case "ext":
                var extension = reader.ReadExtensionFormat();
                Assert.Equal(value[0].GetSByte(), extension.TypeCode);
                Assert.Equal(Hex(value[1]), extension.Data.ToArray());
                break;
            default:
                Assert.Fail($"The suite has a kind this test does not know: {kind}");
                break;
        }
    }

    private static void AssertReadsNumber(double expected, ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType == MessagePackType.Integer)
        {
            var peek = reader.CreatePeekReader();
            Assert.Equal((long)expected, peek.ReadInt64());
        }

        Assert.Equal(expected, reader.ReadDouble());
    }

    private static void AssertReadsTree(JsonElement value, ref MessagePackReader reader)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                reader.ReadNil();
                break;
            case JsonValueKind.Number:
                AssertReadsNumber(value.GetDouble(), ref reader);
                break;
            case JsonValueKind.String:
                Assert.Equal(value.GetString(), reader.ReadString());
                break;
            case JsonValueKind.Array:
                Assert.Equal(value.GetArrayLength(), reader.ReadArrayHeader());
                foreach (var item in value.EnumerateArray())
                    AssertReadsTree(item, ref reader);
                break;
            case JsonValueKind.Object:
                Assert.Equal(value.EnumerateObject().Count(), reader.ReadMapHeader());
                foreach (var property in value.EnumerateObject())
                {
                    Assert.Equal(property.Name, reader.ReadString());
                    AssertReadsTree(property.Value, ref reader);
                }

                break;
            default:
                Assert.Fail($"Unexpected {value.ValueKind}");
                break;
        }
    }

    private static void AssertReadsTimestamp(JsonElement value, ref MessagePackReader reader)
    {
        var seconds = value[0].GetInt64();
        if (seconds < new DateTimeOffset(DateTime.MinValue, TimeSpan.Zero).ToUnixTimeSeconds())
        {
            // Year 0 of the proleptic calendar: a moment the format has and DateTime has not.
            var peek = reader.CreatePeekReader();
            try
            {
                peek.ReadDateTime();
                Assert.Fail("Year 0 was read");
            }
            catch (MessagePackSerializationException e)
            {
                Assert.Equal(MessagePackFault.OutOfRange, e.Fault);
            }

            reader.Skip();
            return;
        }

        var moment = reader.ReadDateTime();
        Assert.Equal(DateTimeKind.Utc, moment.Kind);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.AddTicks(value[1].GetInt64() / 100), moment);
    }

    private static void Write(JsonElement entry, ref MessagePackWriter writer)
    {
        var (kind, value) = Value(entry);
        switch (kind)
        {
            case "nil":
                writer.WriteNil();
                break;
            case "bool":
                writer.Write(value.GetBoolean());
                break;
            case "binary":
                writer.Write(Hex(value));
                break;
            case "bignum" when value.GetString()!.StartsWith('-'):
                writer.Write(long.Parse(value.GetString()!, CultureInfo.InvariantCulture));
                break;
            case "bignum":
                writer.Write(ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture));
                break;
            case "timestamp":
                Assert.True(TryToDateTime(value, out var moment));
                writer.Write(moment);
                break;
            case "ext":
                writer.WriteExtensionFormat(new ExtensionResult(value[0].GetSByte(), Hex(value[1])));
                break;
            default:
                WriteTree(value, ref writer);
                break;
        }
    }

    private static void WriteTree(JsonElement value, ref MessagePackWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                writer.WriteNil();
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                writer.Write(integer);
                break;
            case JsonValueKind.Number when value.TryGetUInt64(out var large):
                writer.Write(large);
                break;
            case JsonValueKind.Number:
                writer.Write(value.GetSingle());
                break;
            case JsonValueKind.String:
                writer.Write(value.GetString());
                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                    WriteTree(item, ref writer);
                break;
            default:
                writer.WriteMapHeader(value.EnumerateObject().Count());
                foreach (var property in value.EnumerateObject())
                {
                    writer.Write(property.Name);
                    WriteTree(property.Value, ref writer);
                }

                break;
        }
    }

    private static bool TryToDateTime(JsonElement timestamp, out DateTime moment)
    {
        var seconds = timestamp[0].GetInt64();
        var nanoseconds = timestamp[1].GetInt64();
        moment = default;
        if (nanoseconds % 100 != 0 || seconds < new DateTimeOffset(DateTime.MinValue, TimeSpan.Zero).ToUnixTimeSeconds())
            return false;
        moment = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.AddTicks(nanoseconds / 100);
        return true;
    }

    // An entry that has a number and a bignum has the same value twice, the second one exact.
    private static (string Kind, JsonElement Value) Value(JsonElement entry)
    {
        if (entry.TryGetProperty("bignum", out var exact))
            return ("bignum", exact);
        var property = entry.EnumerateObject().First(candidate => candidate.Name != "msgpack");
        return (property.Name, property.Value);
    }

    private static byte[][] Encodings(JsonElement entry) => [.. entry.GetProperty("msgpack").EnumerateArray().Select(Hex)];

    private static byte[] Hex(JsonElement text) => Convert.FromHexString(text.GetString()!.Replace("-", "", StringComparison.Ordinal));

    private static JsonElement[] Load()
    {
        using var stream = typeof(TestSuiteTests).Assembly.GetManifestResourceStream("msgpack-test-suite.json")!;
        using var suite = JsonDocument.Parse(stream);
        return [.. suite.RootElement.Clone().EnumerateObject().SelectMany(group => group.Value.EnumerateArray())];
    }
}
