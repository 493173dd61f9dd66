using System.Buffers.Binary;

namespace CollabServer.MessagePack;

/// <content>Extensions and the one the specification defines, the timestamp.</content>
public ref partial struct MessagePackWriter
{
    /// <summary>Announces extension data, which the caller writes next.</summary>
    public void WriteExtensionFormatHeader(ExtensionHeader extensionHeader)
    {
        var length = extensionHeader.Length;
        if (length is 1 or 2 or 4 or 8 or 16)
            WriteCode((byte)(MessagePackCode.FixExt1 + int.CreateTruncating(uint.Log2(length))));
        else
            WriteLength(length, MessagePackCode.Ext8, MessagePackCode.Ext16, MessagePackCode.Ext32);
        WriteCode((byte)extensionHeader.TypeCode);
    }

    public void WriteExtensionFormat(ExtensionResult extensionData)
    {
        WriteExtensionFormatHeader(extensionData.Header);
        WriteRaw(extensionData.Data);
    }

    /// <summary>A timestamp in its shortest form. Local time is converted; time of no stated kind counts as UTC.</summary>
    public void Write(DateTime dateTime)
    {
        var utc = dateTime.Kind == DateTimeKind.Local ? dateTime.ToUniversalTime() : dateTime;

        // Floor division: nanoseconds are never negative, so a moment before 1970 counts back to the second below it.
        var ticks = utc.Ticks - DateTime.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        WriteTimestamp(seconds, (uint)(rest * TimeSpan.NanosecondsPerTick));
    }

    private void WriteTimestamp(long seconds, uint nanoseconds)
    {
        if (nanoseconds == 0 && seconds is >= 0 and <= uint.MaxValue)
        {
            WriteExtensionFormatHeader(new ExtensionHeader(ReservedExtensionTypes.Timestamp, 4u));
            BinaryPrimitives.WriteUInt32BigEndian(GetSpan(4), (uint)seconds);
            _buffered += 4;
        }
        else if (seconds is >= 0 and <= (long)Timestamp.SecondsMask)
        {
            WriteExtensionFormatHeader(new ExtensionHeader(ReservedExtensionTypes.Timestamp, 8u));
            BinaryPrimitives.WriteUInt64BigEndian(GetSpan(8), ((ulong)nanoseconds << Timestamp.SecondsBits) | (ulong)seconds);
            _buffered += 8;
        }
        else
        {
            WriteExtensionFormatHeader(new ExtensionHeader(ReservedExtensionTypes.Timestamp, 12u));
            var span = GetSpan(12);
            BinaryPrimitives.WriteUInt32BigEndian(span, nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(span[4..], seconds);
            _buffered += 12;
        }
    }
}
