namespace CollabServer.MessagePack;

/// <content>Extensions and the one the specification defines, the timestamp.</content>
public ref partial struct MessagePackReader
{
    public ExtensionHeader ReadExtensionFormatHeader()
    {
        var header = ReadExtensionHeader(ReadCode());
        EnsureRemaining(header.Length);
        return header;
    }

    /// <summary>False, and nothing read, while the header itself is incomplete. For buffers that still grow: the data may not be there yet.</summary>
    public bool TryReadExtensionFormatHeader(out ExtensionHeader header)
    {
        var probe = this;
        var isComplete = _reader.TryPeek(out var code) && _reader.Remaining >= code switch
        {
            MessagePackCode.Ext8 => 3,
            MessagePackCode.Ext16 => 4,
            MessagePackCode.Ext32 => 6,
            >= MessagePackCode.FixExt1 and <= MessagePackCode.FixExt16 => 2,
            _ => 1,
        };
        header = default;
        if (!isComplete)
            return false;

        header = probe.ReadExtensionHeader(probe.ReadCode());
        this = probe;
        return true;
    }

    /// <summary>An extension with its data: a slice of the input, not a copy.</summary>
    public ExtensionResult ReadExtensionFormat()
    {
        var header = ReadExtensionFormatHeader();
        return new ExtensionResult(header.TypeCode, ReadSlice(header.Length));
    }

    /// <summary>A timestamp, in UTC. Nanoseconds are cut to the 100 ns of a tick.</summary>
    public DateTime ReadDateTime() => ReadDateTime(ReadExtensionFormatHeader());

    /// <inheritdoc cref="ReadDateTime()"/>
    public DateTime ReadDateTime(ExtensionHeader header)
    {
        if (header.TypeCode != ReservedExtensionTypes.Timestamp)
        {
            throw new MessagePackSerializationException(
                MessagePackFault.UnexpectedCode,
                $"Extension type {header.TypeCode} is not a timestamp.");
        }

        var (seconds, nanoseconds) = ReadTimestamp(header.Length);
        if (seconds < Timestamp.MinimumSeconds || seconds > Timestamp.MaximumSeconds)
            Faults.OutOfRange($"{seconds} s since 1970 lies outside the years 1 to 9999.");
        return DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    private (long Seconds, uint Nanoseconds) ReadTimestamp(uint length)
    {
        long seconds = 0;
        uint nanoseconds = 0;
        switch (length)
        {
            case 4:
                seconds = ReadBigEndian32();
                break;
            case 8:
                var packed = ReadBigEndian64();
                seconds = (long)(packed & Timestamp.SecondsMask);
                nanoseconds = (uint)(packed >> Timestamp.SecondsBits);
                break;
            case 12:
                nanoseconds = ReadBigEndian32();
                seconds = (long)ReadBigEndian64();
                break;
            default:
                Faults.InvalidTimestamp($"A timestamp of {length} bytes does not exist.");
                break;
        }

        if (nanoseconds > Timestamp.MaximumNanoseconds)
            Faults.InvalidTimestamp($"{nanoseconds} ns are more than a second.");
        return (seconds, nanoseconds);
    }

    private ExtensionHeader ReadExtensionHeader(byte code)
    {
        uint length;
        switch (code)
        {
            case >= MessagePackCode.FixExt1 and <= MessagePackCode.FixExt16:
                length = 1u << (code - MessagePackCode.FixExt1);
                break;
            case MessagePackCode.Ext8:
                length = ReadCode();
                break;
            case MessagePackCode.Ext16:
                length = ReadBigEndian16();
                break;
            case MessagePackCode.Ext32:
                length = ReadBigEndian32();
                break;
            default:
                Faults.UnexpectedCode(code, "extension");
                return default;
        }

        return new ExtensionHeader((sbyte)ReadCode(), length);
    }
}
