using System.Buffers;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// Merges updates without a document: a heap holds one cursor per update, the one with the highest client and lowest clock gives the next
/// struct. Where two updates overlap the first is kept and the other cut; gaps become skips. The cursor in front stays in front as long as its
/// structs follow one another, and wins ties: this is Yjs's order, and decides how overlapping structs are cut.
/// </summary>
internal static class UpdateMerge
{
    private static readonly UpdatePart Nothing = new(-1, 0);

    public static byte[] Merge(
        IReadOnlyList<ReadOnlyMemory<byte>> updates, UpdateEncoding encoding, UpdateLimits limits, IBufferWriter<byte>? output = null)
    {
        using var decoded = new DecodedUpdate();
        var cursors = new List<MergeCursor>(updates.Count);
        for (var i = 0; i < updates.Count; i++)
        {
            var firstBlock = decoded.Blocks.Count;
            UpdateDecoder.Decode(updates[i].Span, encoding, limits, decoded, i);
            if (updates.Count == 1 && !decoded.IsNotCanonical)
            {
                return UpdateOutput.Deliver(updates[0].Span, output);
            }

            AddCursors(decoded, firstBlock, cursors);
        }

        return UpdatePartsWriter.Write(decoded, new UpdateSources(updates), Merge(decoded, cursors), encoding, output);
    }

    public static byte[] Normalize(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits, IBufferWriter<byte>? output = null)
    {
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, encoding, limits, decoded);
        if (!decoded.IsNotCanonical)
        {
            return UpdateOutput.Deliver(update, output);
        }

        var cursors = new List<MergeCursor>();
        AddCursors(decoded, 0, cursors);
        return UpdatePartsWriter.Write(decoded, new UpdateSources(update), Merge(decoded, cursors), encoding, output);
    }

    /// <summary>One cursor per update; one per block if the blocks are not in Yjs's order.</summary>
    private static void AddCursors(DecodedUpdate decoded, int firstBlock, List<MergeCursor> cursors)
    {
        var blocks = decoded.Blocks;
        if (firstBlock == blocks.Count)
        {
            return;
        }

        if (BlockOrder.IsDescending(decoded, firstBlock))
        {
            cursors.Add(new MergeCursor(blocks[firstBlock].First, blocks[^1].End));
            return;
        }

        for (var i = firstBlock; i < blocks.Count; i++)
        {
            cursors.Add(new MergeCursor(blocks[i].First, blocks[i].End));
        }
    }

    private static List<UpdatePart> Merge(DecodedUpdate decoded, List<MergeCursor> cursors)
    {
        IMergeQueue queue = cursors.Count <= 2 ? new MergePair(decoded) : new MergeHeap(decoded);
        foreach (var cursor in cursors)
        {
            if (cursor.SkipSkips(decoded))
            {
                queue.Add(cursor);
            }
        }

        var parts = new List<UpdatePart>(decoded.StructCount);
        var current = Nothing;
        while (queue.TryTake(out var cursor))
        {
            Take(decoded, cursor, parts, ref current);
            if (!cursor.IsDone)
            {
                queue.AddInFront(cursor);
            }
        }

        if (current != Nothing)
        {
            parts.Add(current);
        }

        return parts;
    }

    /// <summary>Moves what the cursor has to give, until another one may be due.</summary>
    private static void Take(DecodedUpdate decoded, MergeCursor cursor, List<UpdatePart> parts, ref UpdatePart current)
    {
        var client = decoded[cursor.Position].Client;
        var written = current;
        if (written == Nothing)
        {
            current = new UpdatePart(cursor.Position, 0);
            cursor.Next(decoded);
        }
        else
        {
            var writtenClient = decoded[written.Struct].Client;
            var writtenEnd = decoded[written.Struct].End;
            var passed = false;
            while (!cursor.IsDone && decoded[cursor.Position].Client == writtenClient && decoded[cursor.Position].End <= writtenEnd)
            {
                cursor.Next(decoded);
                passed = true;
            }

            if (cursor.IsDone
                || decoded[cursor.Position].Client != client
                || (passed && decoded[cursor.Position].Clock > writtenEnd))
            {
                return;
            }

            if (client != writtenClient)
            {
                parts.Add(written);
                current = new UpdatePart(cursor.Position, 0);
                cursor.Next(decoded);
            }
            else
            {
                Append(decoded, cursor, parts, written, writtenEnd, ref current);
            }
        }

        while (!cursor.IsDone
            && decoded[cursor.Position].Client == client
            && decoded[cursor.Position].Clock == decoded[current.Struct].End)
        {
            parts.Add(current);
            current = new UpdatePart(cursor.Position, 0);
            cursor.Next(decoded);
        }
    }

    private static void Append(
        DecodedUpdate decoded,
        MergeCursor cursor,
        List<UpdatePart> parts,
        UpdatePart written,
        long writtenEnd,
        ref UpdatePart current)
    {
        ref var next = ref decoded[cursor.Position];
        if (writtenEnd < next.Clock)
        {
            parts.Add(written);
            var (client, length) = (next.Client, next.Clock - writtenEnd);
            var skip = decoded.StructCount;
            decoded.Add() = new DecodedStruct { Info = (byte)ContentKind.Skip, Client = client, Clock = writtenEnd, Length = length };
            current = new UpdatePart(skip, 0);
            return;
        }

        if (decoded[written.Struct].Kind == ContentKind.Collected && next.Kind == ContentKind.Collected)
        {
            // The cursor passes it in the next round, as something written already.
            decoded[written.Struct].Length += next.End - writtenEnd;
            return;
        }

        parts.Add(written);
        current = new UpdatePart(cursor.Position, writtenEnd - next.Clock);
        cursor.Next(decoded);
    }
}
