using System.Collections.Concurrent;
using System.Globalization;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Directory;

/// <summary>
/// Many people open a few documents, edit once and leave, while the clock runs so fast that a document leaves memory whenever nobody has it for
/// a moment. <c>COLLAB_CYCLES</c> says how often; the default fits a normal run.
/// </summary>
public sealed class LifeCycleTests
{
    private const int People = 6;
    private const int Names = 10;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private static int Cycles => int.TryParse(Environment.GetEnvironmentVariable("COLLAB_CYCLES"), CultureInfo.InvariantCulture, out var cycles) ? cycles : 3_000;

    [Fact]
    public async Task Documents_that_come_and_go_all_the_time_lose_nothing_and_never_live_twice()
    {
        var store = new InMemoryStore();
        await using var node = new TestNode(store, options =>
        {
            options.CheckpointAfterUpdates = 100;
            options.UnloadAfter = Moment;
            // Nobody runs out of patience because the clock is fast.
            options.HelloTimeout = options.FirstAnswerTimeout = options.LoadTimeout = options.AppendTimeout = TimeSpan.FromMinutes(10);
        });
        var saved = new ConcurrentBag<(string Name, ulong Client)>();
        using var done = new CancellationTokenSource();
        var clock = RunClockAsync(node, done.Token);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, People).Select(person => Task.Run(async () =>
        {
            var random = new Random(person);
            for (var cycle = Interlocked.Increment(ref next); cycle <= Cycles; cycle = Interlocked.Increment(ref next))
            {
                var name = $"name {random.Next(Names)}";
                await EditOnceAsync(node, name, (ulong)cycle, asSession: random.Next(4) == 0);
                saved.Add((name, (ulong)cycle));
            }
        })));

        await node.AdvanceUntilAsync(() => node.Directory.Names.Count == 0, Moment, "all documents have left memory");
        await done.CancelAsync();
        await clock;

        foreach (var edits in saved.GroupBy(edit => edit.Name, edit => edit.Client))
        {
            var authors = new List<ulong>();
            await foreach (var entry in store.ReadAsync(DocumentName.Parse(edits.Key), 0, long.MaxValue, TestContext.Current.CancellationToken))
            {
                authors.Add(AuthorOf(entry.Update.Span));
            }

            Assert.Equal(edits.Order(), authors.Order());
        }

        Assert.Equal(Cycles, saved.Count);
        // A second actor of a name would find entries in the log that it has not written.
        Assert.DoesNotContain(node.Logs.Lines, line => line.Id is 1003 or 1016);
        var loads = node.Logs.Lines.Count(line => line.Id == 1000);
        Assert.True(loads > Cycles / 100, $"Documents were loaded {loads} times only.");
        Assert.Equal(loads, node.Logs.Lines.Count(line => line.Id == 1001));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Cycles} cycles on {Names} names: loaded and unloaded {loads} times");
    }

    private static async Task EditOnceAsync(TestNode node, string name, ulong client, bool asSession)
    {
        var update = Updates.Typed(client, 0, "x");
        while (true)
        {
            try
            {
                if (asSession)
                {
                    await using var editor = await node.JoinAsync(name);
                    await editor.SaveAsync(update, reference: 1);
                }
                else
                {
                    using var handle = await node.OpenAsync(name);
                    await handle.ApplyAsync(update, UpdateEncoding.V1, author: null, UpdateOrigin.Api, TestContext.Current.CancellationToken);
                }

                return;
            }
            catch (DocumentUnavailableException)
            {
                // It ended between being opened and being asked; whoever comes back gets the next one.
            }
        }
    }

    private static async Task RunClockAsync(TestNode node, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            node.Clock.Advance(Moment);
            await Task.Yield();
        }
    }

    /// <summary>The client of an update by <see cref="Updates.Typed"/>: one client, one struct, then its id.</summary>
    private static ulong AuthorOf(ReadOnlySpan<byte> update)
    {
        ulong client = 0;
        for (var (at, shift) = (2, 0); ; at++, shift += 7)
        {
            client |= (ulong)(update[at] & 0x7f) << shift;
            if (update[at] < 0x80)
            {
                return client;
            }
        }
    }
}
