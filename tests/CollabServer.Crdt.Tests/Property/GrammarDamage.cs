using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>
/// Takes an update apart, changes fields and writes it again: bytes that every decoder understands and that mean what no client means. Lengths,
/// clocks, ids, kinds, parents, origins to its own id or in circles, blocks twice, deletions of everything.
/// </summary>
internal sealed class GrammarDamage(Random random)
{
    private static readonly long[] Clocks = [0, 1, 2, 127, (1L << 31) - 1, 1L << 31, uint.MaxValue, 1L << 32, (1L << 53) - 2, (1L << 53) - 1];
    private static readonly byte[][] Names = [[.. "text"u8], [.. "array"u8], [.. "map"u8], [.. "xml"u8], [], [.. "k"u8]];

    private readonly List<ulong> _clients = [0, 1, 77, uint.MaxValue, (1UL << 53) - 1];
    private readonly List<MutableStruct> _seen = [];

    /// <summary>Changes one to four fields. An update that cannot be read stays what it is.</summary>
    public byte[] Of(byte[] original, UpdateEncoding encoding, UpdateEncoding target)
    {
        using var decoded = new DecodedUpdate();
        try
        {
            UpdateDecoder.Decode(original, encoding, UpdateLimits.Default with { FreeStructs = 1_000 }, decoded);
        }
        catch (MalformedUpdateException)
        {
            return original;
        }

        var blocks = Read(decoded, original);
        var deletes = new List<(ulong Client, long Clock, long Length)>();
        foreach (var range in decoded.Deletes)
        {
            deletes.Add((decoded.Clients[range.Client], range.Clock, range.Length));
        }

        for (var n = random.Next(1, 5); n > 0; n--)
        {
            if (blocks.Count == 0 || random.Next(8) == 0)
            {
                ChangeDeletes(deletes);
            }
            else
            {
                Change(blocks);
            }
        }

        return target == UpdateEncoding.V1 ? Write(new UpdateWriterV1(), blocks, deletes) : Write(new UpdateWriterV2(), blocks, deletes);
    }

    private List<Block> Read(DecodedUpdate decoded, byte[] original)
    {
        var bytes = new UpdateBytes(original, decoded.Rebuilt.Written);
        var blocks = new List<Block>();
        foreach (var part in decoded.Blocks)
        {
            var block = new Block { Client = decoded.Clients[part.Client], Clock = decoded[part.First].Clock };
            for (var i = part.First; i < part.End; i++)
            {
                block.Structs.Add(MutableStruct.From(decoded, bytes, ref decoded[i]));
            }

            blocks.Add(block);
            if (!_clients.Contains(block.Client))
            {
                _clients.Add(block.Client);
            }
        }

        return blocks;
    }

    private void Change(List<Block> blocks)
    {
        var block = blocks[random.Next(blocks.Count)];
        var at = random.Next(block.Structs.Count);
        var changed = block.Structs[at];
        _seen.Add(changed with { });
        switch (random.Next(14))
        {
            case 0:
                block.Clock = random.Next(3) == 0 ? Clocks[random.Next(Clocks.Length)] : Math.Max(0, block.Clock + random.Next(-3, 4));
                break;
            case 1:
                block.Client = Client();
                break;
            case 2:
                blocks.Insert(random.Next(blocks.Count + 1), new Block { Client = block.Client, Clock = Clock(block), Structs = [.. block.Structs.Skip(at)] });
                break;
            case 3 when block.Structs.Count > 1:
                block.Structs.RemoveAt(at);
                break;
            case 4:
                block.Structs.Insert(random.Next(block.Structs.Count + 1), changed with { });
                break;
            case 5:
                var kind = random.Next(2) == 0 ? ContentKind.Skip : ContentKind.Collected;
                block.Structs.Insert(at, new MutableStruct { Kind = kind, Length = random.Next(3) == 0 ? Clocks[random.Next(Clocks.Length)] : random.Next(4) });
                break;
            case 6:
                changed.Length = random.Next(2) == 0 ? Clocks[random.Next(Clocks.Length)] : Math.Max(0, changed.Length + random.Next(-2, 3));
                break;
            case 7 or 8:
                changed.Origin = random.Next(4) == 0 ? null : Id(block);
                break;
            case 9 or 10:
                changed.RightOrigin = random.Next(4) == 0 ? null : Id(block);
                break;
            case 11:
                changed.Root = random.Next(2) == 0 ? Names[random.Next(Names.Length)] : null;
                changed.ParentItem = Id(block);
                (changed.Origin, changed.RightOrigin) = random.Next(2) == 0 ? (null, null) : (changed.Origin, changed.RightOrigin);
                break;
            case 12:
                changed.Key = changed.Key is null || random.Next(2) == 0 ? Names[random.Next(Names.Length)] : null;
                break;
            default:
                var other = _seen[random.Next(_seen.Count)];
                block.Structs[at] = changed with { Kind = other.Kind, Length = other.Length, Type = (TypeKind)random.Next(9), IsJsonForm = other.IsJsonForm, Content = other.Content };
                break;
        }
    }

    private void ChangeDeletes(List<(ulong Client, long Clock, long Length)> deletes)
    {
        if (deletes.Count > 0 && random.Next(3) == 0)
        {
            deletes.RemoveAt(random.Next(deletes.Count));
            return;
        }

        var (client, clock) = Id(block: null);
        deletes.Add((client, clock, random.Next(4) == 0 ? Clocks[random.Next(Clocks.Length)] : random.Next(1, 12)));
    }

    private static byte[] Write<TWriter>(TWriter writer, List<Block> blocks, List<(ulong Client, long Clock, long Length)> deletes)
        where TWriter : struct, IUpdateWriter
    {
        try
        {
            writer.WritePlain((ulong)blocks.Count);
            foreach (var block in blocks)
            {
                writer.BeginBlock(block.Structs.Count, block.Client, block.Clock);
                block.Structs.ForEach(one => one.Write(ref writer));
            }

            // Not sorted and not joined: V2 can only write what comes later in a client's clocks.
            var byClient = deletes.Where(d => d.Length > 0).GroupBy(d => d.Client).ToList();
            writer.WritePlain((ulong)byClient.Count);
            foreach (var client in byClient)
            {
                var ranges = Rising(client.OrderBy(d => d.Clock));
                writer.BeginDeletesOfClient(client.Key, ranges.Count);
                ranges.ForEach(range => writer.WriteDelete(range.Clock, range.Length));
            }

            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static List<(ulong Client, long Clock, long Length)> Rising(IEnumerable<(ulong Client, long Clock, long Length)> sorted)
    {
        var rising = new List<(ulong Client, long Clock, long Length)>();
        foreach (var range in sorted)
        {
            if (rising.Count == 0 || range.Clock >= rising[^1].Clock + rising[^1].Length)
            {
                rising.Add(range);
            }
        }

        return rising;
    }

    private ulong Client() => _clients[random.Next(_clients.Count)];

    private long Clock(Block block) => random.Next(6) == 0 ? Clocks[random.Next(Clocks.Length)] : Math.Max(0, block.Clock + random.Next(-8, 12));

    private (ulong Client, long Clock) Id(Block? block) =>
        block is not null && random.Next(2) == 0 ? (block.Client, Clock(block)) : (Client(), random.Next(6) == 0 ? Clocks[random.Next(Clocks.Length)] : random.Next(40));

    private sealed class Block
    {
        public ulong Client { get; set; }

        public long Clock { get; set; }

        public List<MutableStruct> Structs { get; init; } = [];
    }
}
