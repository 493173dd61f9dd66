using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// Operations on update bytes without building a document, so that nothing is lost that could not be applied yet. All throw
/// <see cref="MalformedUpdateException"/> on malformed bytes. Thread-safe.
/// </summary>
public static class UpdateBlob
{
    /// <summary>One update with everything the given ones hold; n log n in the number of structs. A single canonical update comes back unchanged.</summary>
    public static byte[] Merge(IReadOnlyList<ReadOnlyMemory<byte>> updates, UpdateEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(updates);
        return UpdateMerge.Merge(updates, encoding, UpdateLimits.Default);
    }

    /// <summary>What of the update a peer with this state vector lacks; its deletions are kept whole.</summary>
    public static byte[] Diff(ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding) =>
        Diff(update, stateVector, encoding, UpdateLimits.Default);

    internal static byte[] Diff(ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, UpdateLimits limits)
    {
        var known = StateVectorCodec.Read(stateVector);
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, encoding, limits, decoded);
        return UpdatePartsWriter.Write(decoded, [update.ToArray()], PartsUnknownTo(decoded, known), encoding);
    }

    /// <summary>The state vector of a document that applied this update alone.</summary>
    public static byte[] StateVector(ReadOnlySpan<byte> update, UpdateEncoding encoding)
    {
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, encoding, UpdateLimits.Default, decoded);
        var state = new List<(ulong Client, long Clock)>();
        foreach (var block in decoded.Blocks)
        {
            // Only what starts at 0 and has no gap counts.
            var end = 0L;
            for (var i = block.First; i < block.End && !decoded[i].IsSkip && decoded[block.First].Clock == 0; i++)
            {
                end = decoded[i].End;
            }

            if (end > 0)
            {
                state.Add((decoded.Clients[block.Client], end));
            }
        }

        using var writer = new ByteWriter();
        writer.WriteVarUint((ulong)state.Count);
        foreach (var (client, clock) in state)
        {
            writer.WriteVarUint(client);
            writer.WriteVarUint(clock);
        }

        return writer.ToArray();
    }

    /// <summary>The same update in the other encoding.</summary>
    public static byte[] Convert(ReadOnlySpan<byte> update, UpdateEncoding from, UpdateEncoding to) =>
        Convert(update, from, to, UpdateLimits.Default);

    internal static byte[] Convert(ReadOnlySpan<byte> update, UpdateEncoding from, UpdateEncoding to, UpdateLimits limits)
    {
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, from, limits, decoded);
        var parts = new List<UpdatePart>(decoded.StructCount);
        for (var i = 0; i < decoded.StructCount; i++)
        {
            parts.Add(new UpdatePart(i, 0));
        }

        return UpdatePartsWriter.Write(decoded, [update.ToArray()], parts, to);
    }

    /// <summary>The same content in the form Yjs writes.</summary>
    public static byte[] Normalize(ReadOnlySpan<byte> update, UpdateEncoding encoding) => UpdateMerge.Normalize(update, encoding, UpdateLimits.Default);

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
