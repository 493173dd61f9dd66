using System.Buffers;
using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// Operations on update bytes without building a document, so that nothing is lost that could not be applied yet. Thread-safe. Each comes in two
/// forms: one returns an array, the other appends the same bytes to a buffer, once all of its input has been found valid.
/// </summary>
public static class UpdateBlob
{
    /// <summary>One update with everything the given ones hold; n log n in the number of structs. A single canonical update comes back unchanged.</summary>
    /// <exception cref="MalformedUpdateException">An update is malformed.</exception>
    public static byte[] Merge(IReadOnlyList<ReadOnlyMemory<byte>> updates, UpdateEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(updates);
        return UpdateMerge.Merge(updates, encoding, UpdateLimits.Default);
    }

    /// <summary>As <see cref="Merge(IReadOnlyList{ReadOnlyMemory{byte}}, UpdateEncoding)"/>, into a buffer.</summary>
    /// <exception cref="MalformedUpdateException">An update is malformed.</exception>
    public static void Merge(IReadOnlyList<ReadOnlyMemory<byte>> updates, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentNullException.ThrowIfNull(output);
        _ = UpdateMerge.Merge(updates, encoding, UpdateLimits.Default, output);
    }

    /// <summary>What of the update a peer with this state vector lacks; its deletions are kept whole. An empty vector means a peer without anything.</summary>
    /// <exception cref="MalformedUpdateException">The update or the vector is malformed.</exception>
    public static byte[] Diff(ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding) =>
        UpdateDiff.Diff(update, stateVector, encoding, UpdateLimits.Default);

    /// <summary>As <see cref="Diff(ReadOnlySpan{byte}, ReadOnlySpan{byte}, UpdateEncoding)"/>, into a buffer.</summary>
    /// <exception cref="MalformedUpdateException">The update or the vector is malformed.</exception>
    public static void Diff(ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _ = UpdateDiff.Diff(update, stateVector, encoding, UpdateLimits.Default, output);
    }

    /// <summary>The state vector of a document that applied this update alone.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static byte[] StateVector(ReadOnlySpan<byte> update, UpdateEncoding encoding)
    {
        using var writer = new ByteWriter();
        WriteStateVector(update, encoding, writer);
        return writer.ToArray();
    }

    /// <summary>As <see cref="StateVector(ReadOnlySpan{byte}, UpdateEncoding)"/>, into a buffer.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static void StateVector(ReadOnlySpan<byte> update, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new ByteWriter();
        WriteStateVector(update, encoding, writer);
        output.Write(writer.Written);
    }

    /// <summary>The same structs and deletions in another encoding. The bytes are those of Yjs.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> update, UpdateEncoding from, UpdateEncoding to) =>
        Convert(update, from, to, UpdateLimits.Default);

    /// <summary>As <see cref="Convert(ReadOnlySpan{byte}, UpdateEncoding, UpdateEncoding)"/>, into a buffer.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static void Convert(ReadOnlySpan<byte> update, UpdateEncoding from, UpdateEncoding to, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _ = Convert(update, from, to, UpdateLimits.Default, output);
    }

    /// <summary>The same content in the form Yjs writes; an update that is in it comes back unchanged.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static byte[] Normalize(ReadOnlySpan<byte> update, UpdateEncoding encoding) =>
        UpdateMerge.Normalize(update, encoding, UpdateLimits.Default);

    /// <summary>As <see cref="Normalize(ReadOnlySpan{byte}, UpdateEncoding)"/>, into a buffer.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static void Normalize(ReadOnlySpan<byte> update, UpdateEncoding encoding, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _ = UpdateMerge.Normalize(update, encoding, UpdateLimits.Default, output);
    }

    /// <summary>Which clocks the structs of the update take, by client id; ascending and joined. More than one range: there are gaps between.</summary>
    /// <exception cref="MalformedUpdateException">The update is malformed.</exception>
    public static IReadOnlyDictionary<ulong, ClockRange[]> Clocks(ReadOnlySpan<byte> update, UpdateEncoding encoding) =>
        UpdateNeeds.Read(update, encoding, UpdateLimits.Default).Held();

    /// <summary>
    /// The clocks, by client id, that a document with this state vector lacks before it can apply the whole update: what structs come after or refer
    /// to and what deletions delete, unless the update brings it. Ascending and joined; empty if nothing would wait. An empty vector means a document
    /// without anything.
    /// </summary>
    /// <exception cref="MalformedUpdateException">The update or the vector is malformed.</exception>
    public static IReadOnlyDictionary<ulong, ClockRange[]> MissingClocks(
        ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding)
    {
        var known = StateVectorCodec.Read(stateVector);
        return UpdateNeeds.Read(update, encoding, UpdateLimits.Default).Missing(known.GetValueOrDefault);
    }

    internal static byte[] Convert(
        ReadOnlySpan<byte> update, UpdateEncoding from, UpdateEncoding to, UpdateLimits limits, IBufferWriter<byte>? output = null)
    {
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, from, limits, decoded);
        if (decoded.HasRepeatedClient)
        {
            // An update has one place for each client's structs.
            return Convert(UpdateMerge.Normalize(update, from, limits), from, to, UpdateLimits.Stored, output);
        }

        var parts = new List<UpdatePart>(decoded.StructCount);
        for (var i = 0; i < decoded.StructCount; i++)
        {
            parts.Add(new UpdatePart(i, 0));
        }

        return UpdatePartsWriter.Write(decoded, new UpdateSources(update), parts, to, output);
    }

    private static void WriteStateVector(ReadOnlySpan<byte> update, UpdateEncoding encoding, ByteWriter writer)
    {
        using var rebuilt = new ByteWriter();
        var sink = new ContiguousStates();
        UpdateDecoder.Decode(update, encoding, UpdateLimits.Default, ref sink, rebuilt);
        if (sink.IsUnordered && HasRepeatedClient(update, encoding))
        {
            WriteStateVector(UpdateMerge.Normalize(update, encoding, UpdateLimits.Default), encoding, writer);
            return;
        }

        writer.WriteVarUint((ulong)sink.States.Count);
        foreach (var (client, clock) in sink.States)
        {
            writer.WriteVarUint(client);
            writer.WriteVarUint(clock);
        }
    }

    private static bool HasRepeatedClient(ReadOnlySpan<byte> update, UpdateEncoding encoding)
    {
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, encoding, UpdateLimits.Default, decoded);
        return decoded.HasRepeatedClient;
    }
}
