namespace CollabServer.Crdt.Updates;

/// <summary>
/// Operations on update bytes without building a document, so that nothing is lost that could not be applied yet. All throw
/// <see cref="MalformedUpdateException"/> on malformed bytes. Thread-safe.
/// </summary>
public static class UpdateBlob
{
    /// <summary>One update with everything the given ones hold; n log n in the number of structs. A single canonical update comes back unchanged.</summary>
    public static byte[] Merge(IReadOnlyList<ReadOnlyMemory<byte>> updates, UpdateEncoding encoding) => throw new NotSupportedException();

    /// <summary>What of the update a peer with this state vector lacks; its deletions are kept whole.</summary>
    public static byte[] Diff(ReadOnlySpan<byte> update, ReadOnlySpan<byte> stateVector, UpdateEncoding encoding) => throw new NotSupportedException();

    /// <summary>The state vector of a document that applied this update alone.</summary>
    public static byte[] StateVector(ReadOnlySpan<byte> update, UpdateEncoding encoding) => throw new NotSupportedException();

    public static byte[] Convert(ReadOnlySpan<byte> update, UpdateEncoding from, UpdateEncoding to) => throw new NotSupportedException();

    /// <summary>The same content in the form Yjs writes.</summary>
    public static byte[] Normalize(ReadOnlySpan<byte> update, UpdateEncoding encoding) => throw new NotSupportedException();
}
