using System.Buffers.Binary;

namespace CollabServer.Benchmarks.Traces;

/// <summary>A file of records: 4-byte little-endian length, then that many bytes, to the end.</summary>
internal static class Records
{
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);
            records.Add(bytes.Slice(at + 4, length));
            at += 4 + length;
        }
        return records;
    }
}
