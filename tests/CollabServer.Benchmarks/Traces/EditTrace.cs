using System.IO.Compression;
using System.Text.Json;
using CollabServer.Testing;

namespace CollabServer.Benchmarks.Traces;

/// <summary>A recorded editing trace: its updates in order, the final state in both encodings, and a state vector from the middle.</summary>
internal sealed class EditTrace
{
    private readonly Lazy<IReadOnlyList<ReadOnlyMemory<byte>>> _updates;
    private readonly Lazy<byte[]> _finalV1;
    private readonly Lazy<byte[]> _finalV2;
    private readonly Lazy<byte[]> _midStateVector;

    private EditTrace(string name, string folder)
    {
        Name = name;
        _updates = new(() => Records.Split(Unpack(folder, "updates.v1.bin.gz")));
        _finalV1 = new(() => Unpack(folder, "final.v1.bin.gz"));
        _finalV2 = new(() => Unpack(folder, "final.v2.bin.gz"));
        _midStateVector = new(() => ReadMidStateVector(folder));
    }

    public string Name { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Updates => _updates.Value;

    public byte[] FinalV1 => _finalV1.Value;

    public byte[] FinalV2 => _finalV2.Value;

    public byte[] MidStateVector => _midStateVector.Value;

    public static EditTrace Open(string name) =>
        TryOpen(name) ?? throw new DirectoryNotFoundException($"There is no trace {name}; COLLAB_FIXTURES names the folder that holds traces/{name}.");

    public static EditTrace? TryOpen(string name) => Fixtures.TryFind($"traces/{name}") is { } folder ? new EditTrace(name, folder) : null;

    private static byte[] Unpack(string folder, string file)
    {
        using var gzip = new GZipStream(File.OpenRead(Path.Combine(folder, file)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] ReadMidStateVector(string folder)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        return expected.RootElement.GetProperty("mid").GetProperty("stateVector").GetBytesFromBase64();
    }
}
