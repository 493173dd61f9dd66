using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Faults;

/// <summary>
/// A whole life of documents over a real store, again and again: the first time its first call to the store goes wrong, then the second, until
/// a life is through before its turn comes. However the call goes wrong, what was answered for is in the log, once.
/// </summary>
public abstract class AnyCallMayFailContract(StoreFixture fixture)
{
    private const int MostCalls = 500;

    [Theory]
    [InlineData(CallFault.Throws)]
    [InlineData(CallFault.ThrowsAfterwards)]
    [InlineData(CallFault.IsCancelled)]
    [InlineData(CallFault.Stalls)]
    public async Task Any_single_call_to_the_store_may_go_wrong(CallFault fault)
    {
        var store = await fixture.SharedAsync();

        // Only what stalls is to be given up; what is merely slow, on a busy machine, is not.
        var patience = fault == CallFault.Stalls ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(30);
        var lives = 0;
        for (var failing = 1; ; failing++)
        {
            Assert.True(failing < MostCalls, "A life makes more calls than any should.");
            var calls = new FaultyCalls(failing, fault, patience + TimeSpan.FromMilliseconds(20));
            var life = await DocumentLife.RunAsync(store, calls, patience, $"{fault} {failing}");
            await VerifyAsync(store, life, $"call {failing} ({calls.Fired}) {fault}");
            if (calls.Fired is null)
            {
                break;
            }

            lives++;
        }

        Assert.True(lives > 10, $"Only {lives} calls were made.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: {lives} lives, each with another call gone wrong");
    }

    private static async Task VerifyAsync(OpenStore store, DocumentLife life, string what)
    {
        Assert.True(life.Unsaved.Count == 0, $"{what}: stopped with {string.Join(", ", life.Unsaved)} unsaved.");
        foreach (var (name, acknowledged) in life.Acknowledged)
        {
            var record = await store.Catalog.FindAsync(name, TestContext.Current.CancellationToken);
            Assert.True(record is not null, $"{what}: {name} is gone.");
            var rows = new List<LoggedUpdate>();
            await foreach (var row in store.Log.ReadAsync(name, 0, long.MaxValue, TestContext.Current.CancellationToken))
            {
                rows.Add(row);
            }

            Assert.Equal(Enumerable.Range(1, (int)record.LastSeq), rows.Select(row => (int)row.Seq));
            Assert.True(rows.DistinctBy(row => Convert.ToHexString(row.Update.Span)).Count() == rows.Count, $"{what}: {name} has an entry twice.");
            var doc = new Doc();
            using (var writing = doc.WriteTransaction())
            {
                foreach (var row in rows)
                {
                    writing.Apply(row.Update.Span, UpdateEncoding.V1);
                }
            }

            var before = StateOf(doc);
            using (var writing = doc.WriteTransaction())
            {
                foreach (var update in acknowledged)
                {
                    writing.Apply(update, UpdateEncoding.V1);
                }
            }

            Assert.True(before == StateOf(doc), $"{what}: {name} has lost something that was acknowledged.");
        }

        Assert.True(life.TextAfterRestore is null || life.TextAfterRestore == life.TextToRestore, $"{what}: the restore shows {life.TextAfterRestore}.");
    }

    private static string StateOf(Doc doc)
    {
        using var reading = doc.ReadTransaction();
        return Convert.ToHexString(reading.Snapshot());
    }
}
