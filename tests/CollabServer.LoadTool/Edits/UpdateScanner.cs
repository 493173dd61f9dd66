using System.Text;

namespace CollabServer.LoadTool.Edits;

/// <summary>
/// Walks the structs of a V1 update without building anything. Knows the contents that plain text makes (strings, deleted runs,
/// collected runs, skips); at any other it stops, since a load test never writes one.
/// </summary>
internal static class UpdateScanner
{
    private const int HasOrigin = 0x80;
    private const int HasRightOrigin = 0x40;
    private const int HasKey = 0x20;
    private const int ContentMask = 0x1f;

    public static void Scan<TRanges>(ReadOnlySpan<byte> update, TRanges ranges)
        where TRanges : IClockRanges
    {
        var at = 0;
        for (var clients = Varint.Read(update, ref at); clients > 0; clients--)
        {
            var structs = Varint.Read(update, ref at);
            var client = Varint.Read(update, ref at);
            var clock = Varint.Read(update, ref at);
            for (; structs > 0; structs--)
            {
                if (!TryReadStruct(update, ref at, out var length, out var skipped))
                    return;
                if (!skipped)
                    ranges.OnRange(client, clock, length);
                clock += length;
            }
        }
    }

    private static bool TryReadStruct(ReadOnlySpan<byte> update, ref int at, out ulong length, out bool skipped)
    {
        var info = update[at++];
        var content = info & ContentMask;
        skipped = content == 10;
        if (content is 0 or 10)
        {
            length = Varint.Read(update, ref at);
            return true;
        }
        ReadLinks(update, ref at, info);
        switch (content)
        {
            case 1:
                length = Varint.Read(update, ref at);
                return true;
            case 4:
                var text = Varint.ReadBytes(update, ref at);
                length = (ulong)(Ascii.IsValid(text) ? text.Length : Encoding.UTF8.GetCharCount(text));
                return true;
            default:
                length = 0;
                return false;
        }
    }

    private static void ReadLinks(ReadOnlySpan<byte> update, ref int at, byte info)
    {
        if ((info & HasOrigin) != 0)
            ReadId(update, ref at);
        if ((info & HasRightOrigin) != 0)
            ReadId(update, ref at);
        if ((info & (HasOrigin | HasRightOrigin)) != 0)
            return;
        if (Varint.Read(update, ref at) == 1)
            Varint.ReadBytes(update, ref at);
        else
            ReadId(update, ref at);
        if ((info & HasKey) != 0)
            Varint.ReadBytes(update, ref at);
    }

    private static void ReadId(ReadOnlySpan<byte> update, ref int at)
    {
        Varint.Read(update, ref at);
        Varint.Read(update, ref at);
    }
}
