using System.Buffers;
using System.Globalization;
using System.Text;
using Xunit;

namespace CollabServer.MessagePack.Tests;

/// <summary>A canonical text for the next object of a reader; <c>node/description.mjs</c> writes the same for a JavaScript value.</summary>
internal static class ValueDescription
{
    private const ulong MaxSafeInteger = (1UL << 53) - 1;

    public static string OfSingle(in ReadOnlySequence<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var description = Of(ref reader);
        Assert.True(reader.End);
        return description;
    }

    public static string Of(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return "n";
            case MessagePackType.Boolean:
                return reader.ReadBoolean() ? "t" : "f";
            case MessagePackType.Integer:
                return OfInteger(ref reader);
            case MessagePackType.Float:
                return OfNumber(reader.ReadDouble());
            case MessagePackType.String:
                return "s" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(reader.ReadString()!));
            case MessagePackType.Binary:
                return "b" + Convert.ToHexStringLower(reader.ReadBytes()!.Value.ToArray());
            case MessagePackType.Extension:
                return OfExtension(ref reader);
            case MessagePackType.Array:
                return OfArray(ref reader);
            case MessagePackType.Map:
                return OfMap(ref reader);
            default:
                // Code c1 throws.
                reader.Skip();
                return "";
        }
    }

    private static string OfInteger(ref MessagePackReader reader)
    {
        var peek = reader.CreatePeekReader();
        if (peek.ReadDouble() < 0)
        {
            var negative = reader.ReadInt64();
            return negative >= -(long)MaxSafeInteger ? OfNumber(negative) : string.Create(CultureInfo.InvariantCulture, $"i{negative}");
        }

        var value = reader.ReadUInt64();
        return value <= MaxSafeInteger ? OfNumber(value) : string.Create(CultureInfo.InvariantCulture, $"i{value}");
    }

    // All NaNs are one: JavaScript does not promise to keep their bits.
    private static string OfNumber(double value) =>
        double.IsNaN(value) ? "d7ff8000000000000" : $"d{BitConverter.DoubleToUInt64Bits(value):x16}";

    private static string OfExtension(ref MessagePackReader reader)
    {
        var extension = reader.ReadExtensionFormat();
        var data = extension.Data.ToArray();
        if (extension.TypeCode != ReservedExtensionTypes.Timestamp)
            return string.Create(CultureInfo.InvariantCulture, $"e{extension.TypeCode}:{Convert.ToHexStringLower(data)}");

        var rest = new MessagePackReader(data);
        var moment = rest.ReadDateTime(extension.Header);
        var ticks = moment.Ticks - DateTime.UnixEpoch.Ticks;
        var seconds = (long)Math.Floor(ticks / (decimal)TimeSpan.TicksPerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"T{seconds}.{(ticks - (seconds * TimeSpan.TicksPerSecond)) * 100}");
    }

    private static string OfArray(ref MessagePackReader reader)
    {
        reader.Security.DepthStep(ref reader);
        var items = new string[reader.ReadArrayHeader()];
        for (var i = 0; i < items.Length; i++)
            items[i] = Of(ref reader);
        reader.Depth--;
        return $"[{string.Join(',', items)}]";
    }

    private static string OfMap(ref MessagePackReader reader)
    {
        reader.Security.DepthStep(ref reader);
        var items = new string[reader.ReadMapHeader()];
        for (var i = 0; i < items.Length; i++)
            items[i] = $"{Of(ref reader)}={Of(ref reader)}";
        reader.Depth--;
        return $"{{{string.Join(',', items)}}}";
    }
}
