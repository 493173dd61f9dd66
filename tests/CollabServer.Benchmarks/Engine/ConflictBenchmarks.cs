using BenchmarkDotNet.Attributes;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Engine;

/// <summary>Clients that each insert at the same place, in an update of their own. Twice the clients should cost little more than twice the time.</summary>
[MemoryDiagnoser]
public class ConflictBenchmarks
{
    private List<byte[]> _updates = [];

    [Params(5_000, 10_000, 20_000)]
    public int Clients { get; set; }

    [GlobalSetup]
    public void Insert()
    {
        _updates = [];
        for (var client = 1; client <= Clients; client++)
        {
            using var doc = new Doc(new Crdt.Document.Options.DocOptions { Id = (ulong)client });
            var text = doc.Text("text");
            using var transaction = doc.WriteTransaction();
            text.Insert(transaction, 0, "a");
            _updates.Add(transaction.StateDiffV1(null));
        }
    }

    [Benchmark]
    public Doc Integrate()
    {
        var doc = new Doc();
        foreach (var update in _updates)
        {
            using var transaction = doc.WriteTransaction();
            transaction.Apply(update, UpdateEncoding.V1);
        }
        return doc;
    }
}
