using System.Buffers;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>Writes chosen parts of decoded updates, and all their deletions, as one update.</summary>
internal static class UpdatePartsWriter
{
    public static byte[] Write(
        DecodedUpdate update, UpdateSources sources, List<UpdatePart> parts, UpdateEncoding encoding, IBufferWriter<byte>? output)
    {
        if (encoding == UpdateEncoding.V1)
        {
            var writer = new UpdateWriterV1();
            return Write(ref writer, update, sources, parts, output);
        }
        else
        {
            var writer = new UpdateWriterV2();
            return Write(ref writer, update, sources, parts, output);
        }
    }

    private static byte[] Write<TWriter>(
        ref TWriter writer, DecodedUpdate update, UpdateSources sources, List<UpdatePart> parts, IBufferWriter<byte>? output)
        where TWriter : struct, IUpdateWriter
    {
        writer.WritePlain((ulong)CountBlocks(update, parts));
        for (var i = 0; i < parts.Count;)
        {
            var client = update[parts[i].Struct].Client;
            var end = i + 1;
            while (end < parts.Count && update[parts[end].Struct].Client == client)
            {
                end++;
            }

            var id = update.Clients[client];
            writer.BeginBlock(end - i, id, update[parts[i].Struct].Clock + parts[i].Offset);
            for (; i < end; i++)
            {
                ref var decoded = ref update[parts[i].Struct];
                var bytes = new UpdateBytes(sources[decoded.Source], update.Rebuilt.Written);
                DecodedStructWriter.Write(ref writer, update, bytes, id, ref decoded, parts[i].Offset);
            }
        }

        var deletes = new List<DeletedIdRange>(update.Deletes.Count);
        foreach (var range in update.Deletes)
        {
            deletes.Add(new DeletedIdRange(update.Clients[range.Client], range.Clock, range.Length));
        }

        DeleteSetWriter.Normalize(deletes);
        DeleteSetWriter.Write(ref writer, deletes);
        var written = UpdateOutput.Deliver(ref writer, output);
        writer.Dispose();
        return written;
    }

    private static int CountBlocks(DecodedUpdate update, List<UpdatePart> parts)
    {
        var blocks = 0;
        var previous = BlockStore.None;
        foreach (var part in parts)
        {
            var client = update[part.Struct].Client;
            blocks += client != previous ? 1 : 0;
            previous = client;
        }

        return blocks;
    }
}
