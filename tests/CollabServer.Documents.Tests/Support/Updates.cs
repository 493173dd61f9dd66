using System.Text;

namespace CollabServer.Documents.Tests.Support;

/// <summary>V1 updates as Yjs writes them when a client types into the text "t", byte by byte from the format.</summary>
internal static class Updates
{
    /// <summary>No structs and no deletions.</summary>
    public static readonly ReadOnlyMemory<byte> Empty = new byte[] { 0, 0 };

    /// <summary>The announced count of clients is not followed by any.</summary>
    public static readonly ReadOnlyMemory<byte> Malformed = new byte[] { 7, 1 };

    /// <summary>What the client types when it has typed <paramref name="clock"/> characters before, right behind them.</summary>
    public static ReadOnlyMemory<byte> Typed(ulong client, ulong clock, string text)
    {
        // clients, structs, client, clock, item (string; with origin from the second on), parent root "t" or origin, text, delete set
        List<byte> update = [1, 1];
        Add(update, client);
        Add(update, clock);
        if (clock == 0)
        {
            update.AddRange([0x04, 1, 1, (byte)'t']);
        }
        else
        {
            update.Add(0x84);
            Add(update, client);
            Add(update, clock - 1);
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        Add(update, (ulong)utf8.Length);
        update.AddRange(utf8);
        update.Add(0);
        return update.ToArray();
    }

    private static void Add(List<byte> bytes, ulong value)
    {
        while (value > 0x7f)
        {
            bytes.Add((byte)(0x80 | (value & 0x7f)));
            value >>= 7;
        }

        bytes.Add((byte)value);
    }
}
