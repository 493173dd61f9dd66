using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>A recorded editing trace: its updates, and how many clocks a document holds that has them all.</summary>
internal sealed class RecordedTrace
{
    private RecordedTrace(List<ReadOnlyMemory<byte>> updates, ulong clocks) => (Updates, Clocks) = (updates, clocks);

    public IReadOnlyList<ReadOnlyMemory<byte>> Updates { get; }

    public ulong Clocks { get; }

    public static async Task<RecordedTrace> LoadAsync(LoadOptions options, CancellationToken ct)
    {
        var folder = options.Trace;
        if (folder is null)
            throw new ArgumentException("This scenario needs --trace, the folder of a recorded trace.", nameof(options));
        var name = options.Merged ? "final.v1.bin.gz" : "updates.v1.bin.gz";
        await using var file = new GZipStream(File.OpenRead(Path.Combine(folder, name)), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        await file.CopyToAsync(unpacked, ct);
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "expected.json"), ct));
        var clocks = expected.RootElement.GetProperty("stateVector").EnumerateObject().Aggregate(0UL, static (sum, client) => sum + client.Value.GetUInt64());
        return new RecordedTrace(options.Merged ? [unpacked.ToArray()] : Split(unpacked.ToArray()), clocks);
    }

    // Records: 4-byte little-endian length, then that many bytes.
    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes)
    {
        var updates = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);
            updates.Add(bytes.Slice(at + 4, length));
            at += 4 + length;
        }
        return updates;
    }
}
