namespace CollabServer.Storage.Checksums;

/// <summary>What the checksum columns hold. The keys are included, so that a row in another row's place is noticed as well.</summary>
internal static class RowChecksum
{
    // document_key (8 bytes, little-endian) · seq (8) · update bytes
    public static uint OfUpdate(long documentKey, long seq, ReadOnlySpan<byte> update)
    {
        var crc = new Crc32C();
        crc.Add(documentKey);
        crc.Add(seq);
        crc.Add(update);
        return crc.Value;
    }

    // document_key (8 bytes, little-endian) · seq (8) · size before compression (8) · compressed bytes.
    // The size is covered because a reader allocates that much before it decompresses.
    public static uint OfSnapshot(long documentKey, long seq, long stateBytes, ReadOnlySpan<byte> compressed)
    {
        var crc = new Crc32C();
        crc.Add(documentKey);
        crc.Add(seq);
        crc.Add(stateBytes);
        crc.Add(compressed);
        return crc.Value;
    }
}
