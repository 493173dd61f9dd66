using System.Buffers;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>What of an update a peer lacks: nothing up to the clock it knows, then everything; deletions whole.</summary>
internal static class UpdateDiff
{
    public static byte[] Diff(
        ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, UpdateLimits limits, IBufferWriter<byte>? output = null)
    {
        var known = StateVectorCodec.Read(stateVector);
        return encoding == UpdateEncoding.V1 ? Copy(update, known, limits, output) : Rewrite(update, known, encoding, limits, output);
    }

    /// <summary>Struct by struct.</summary>
    internal static byte[] Rewrite(
        ReadOnlySpan<byte> update, Dictionary<ulong, long> known, UpdateEncoding encoding, UpdateLimits limits, IBufferWriter<byte>? output)
    {
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, encoding, limits, decoded);
        if (decoded.HasRepeatedClient)
        {
            // A difference has one place for each client's structs.
            return Rewrite(UpdateMerge.Normalize(update, encoding, limits), known, encoding, UpdateLimits.Stored, output);
        }

        return UpdatePartsWriter.Write(decoded, new UpdateSources(update), PartsUnknownTo(decoded, known), encoding, output);
    }

    private static byte[] Copy(ReadOnlySpan<byte> update, Dictionary<ulong, long> known, UpdateLimits limits, IBufferWriter<byte>? output)
    {
        using var none = new ByteWriter();
        var diff = new CopyingDiff(update, known);
        try
        {
            UpdateDecoder.Decode(update, UpdateEncoding.V1, limits, ref diff, none);
            if (diff.MustRewrite)
            {
                return Rewrite(update, known, UpdateEncoding.V1, limits, output);
            }

            var length = diff.Length;
            diff.CopyTo(UpdateOutput.Room(length, output, out var array));
            output?.Advance(length);
            return array;
        }
        finally
        {
            diff.Dispose();
        }
    }

    /// <summary>Per client: nothing up to the known clock, then everything; a skip never comes first.</summary>
    private static List<UpdatePart> PartsUnknownTo(DecodedUpdate decoded, Dictionary<ulong, long> known)
    {
        var parts = new List<UpdatePart>();
        foreach (var block in decoded.Blocks)
        {
            var state = known.GetValueOrDefault(decoded.Clients[block.Client]);
            var i = block.First;
            while (i < block.End && (decoded[i].IsSkip || decoded[i].End <= state))
            {
                i++;
            }

            for (var first = true; i < block.End; i++, first = false)
            {
                parts.Add(new UpdatePart(i, first ? Math.Max(state - decoded[i].Clock, 0) : 0));
            }
        }

        return parts;
    }
}
