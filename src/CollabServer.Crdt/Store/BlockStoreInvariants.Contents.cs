using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <content>Contents of blocks, and deletions.</content>
internal static partial class BlockStoreInvariants
{
    private static void CheckContent(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        if (ContentForms.HasBytes(block.Kind))
        {
            Require(block.ContentStart >= 0 && block.ContentSize >= 0, $"row {row} has content before the arena");
            Require((long)block.ContentStart + block.ContentSize <= store.Arena.Length, $"row {row} has content behind the arena");
        }

        switch (block.Kind)
        {
            case ContentKind.Collected:
                Require(block.IsDeleted && block.List == BlockStore.None, $"row {row} is collected but alive");
                break;
            case ContentKind.Deleted:
                Require(block.IsDeleted, $"row {row} has no content but is alive");
                break;
            case ContentKind.Type:
                Require(store.Types.Type(block.ContentStart).Item == row, $"the type in row {row} does not know it");
                Require(!store.Types.Type(block.ContentStart).IsFree, $"the type in row {row} is free");
                break;
            case ContentKind.String:
                Require(Wtf8.Units(store.ContentOf(row)) == store.LengthOf(row), $"the text in row {row} has another length");
                break;
            case ContentKind.Any or ContentKind.Json:
                var bytes = ContentSplit.BytesOfValues(store.ContentOf(row), block.Kind, store.LengthOf(row));
                Require(bytes == block.ContentSize, $"the values in row {row} have another length");
                break;
            default:
                Require(store.LengthOf(row) == 1, $"row {row} is longer than its content");
                break;
        }
    }

    /// <summary>No byte of the arena belongs to two blocks.</summary>
    private static void CheckContents(BlockStore store)
    {
        var slices = new List<(int Start, int End)>();
        for (var row = 0; row < store.RowLimit; row++)
        {
            ref var block = ref store.Row(row);
            if (block.Client != BlockStore.None && ContentForms.HasBytes(block.Kind) && block.ContentSize > 0)
            {
                slices.Add((block.ContentStart, block.ContentStart + block.ContentSize));
            }
        }

        slices.Sort();
        for (var i = 1; i < slices.Count; i++)
        {
            Require(slices[i - 1].End <= slices[i].Start, $"byte {slices[i].Start} of the arena belongs to two blocks");
        }
    }

    /// <summary>The encoded deletions are those of the blocks.</summary>
    private static void CheckDeletions(BlockStore store)
    {
        var writer = new UpdateWriterV1();
        writer.WritePlain(0);
        StateEncoder.WriteDeletions(ref writer, store);
        using var encoded = new DecodedUpdate();
        UpdateDecoder.Decode(writer.ToArray(), UpdateEncoding.V1, UpdateLimits.Stored, encoded);
        writer.Dispose();
        var clocks = 0L;
        foreach (var range in encoded.Deletes)
        {
            var client = store.Clients.Find(encoded.Clients[range.Client]);
            ref var run = ref store.Clients[client];
            for (var position = store.PositionOf(client, range.Clock); position != run.End && store.ClockOf(run.RowAt(position)) < range.End; position = run.Next(position))
            {
                Require(store.Row(run.RowAt(position)).IsDeleted, $"row {run.RowAt(position)} is alive, but encoded as deleted");
            }

            clocks += range.End - range.Clock;
        }

        for (var row = 0; row < store.RowLimit; row++)
        {
            clocks -= store.Row(row).Client != BlockStore.None && store.Row(row).IsDeleted ? store.LengthOf(row) : 0;
        }

        Require(clocks == 0, $"{Math.Abs(clocks)} deleted clocks too {(clocks > 0 ? "many" : "few")} are encoded");
    }
}
