namespace CollabServer.Crdt.Updates;

/// <summary>Writes parts of a decoded update as an update of their own.</summary>
internal static class DecodedUpdateWriter
{
    /// <summary>For each block the structs from the given one on; no deletions.</summary>
    public static byte[] WriteRest(DecodedUpdate update, ReadOnlySpan<byte> source, int[] restFrom, UpdateEncoding encoding)
    {
        if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            return WriteRest(ref writer, update, source, restFrom);
        }
        else
        {
            var writer = new UpdateWriterV2();
            return WriteRest(ref writer, update, source, restFrom);
        }
    }

    private static byte[] WriteRest<TWriter>(ref TWriter writer, DecodedUpdate update, ReadOnlySpan<byte> source, int[] restFrom)
        where TWriter : struct, IUpdateWriter
    {
        var bytes = new UpdateBytes(source, update.Rebuilt.Written);
        var blocks = new List<int>();
        for (var i = 0; i < update.Blocks.Count; i++)
        {
            if (restFrom[i] < update.Blocks[i].End)
            {
                blocks.Add(i);
            }
        }

        blocks.Sort((a, b) => update.Clients[update.Blocks[b].Client].CompareTo(update.Clients[update.Blocks[a].Client]));
        writer.WritePlain((ulong)blocks.Count);
        foreach (var i in blocks)
        {
            var block = update.Blocks[i];
            var client = update.Clients[block.Client];
            writer.BeginBlock(block.End - restFrom[i], client, update[restFrom[i]].Clock);
            for (var s = restFrom[i]; s < block.End; s++)
            {
                DecodedStructWriter.Write(ref writer, update, bytes, client, ref update[s], 0);
            }
        }

        writer.WritePlain(0);
        var written = writer.ToArray();
        writer.Dispose();
        return written;
    }
}
