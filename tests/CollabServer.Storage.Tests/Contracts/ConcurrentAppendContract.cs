using CollabServer.Documents;
using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What every <see cref="IUpdateLog"/> keeps when several servers write.</summary>
public abstract class ConcurrentAppendContract(StoreFixture fixture) : IAsyncLifetime
{
    private OpenStore _one = null!;
    private OpenStore _two = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await fixture.SharedAsync();
        _two = await fixture.OpenAnotherAsync();
    }

    public ValueTask DisposeAsync() => _two.DisposeAsync();

    [Fact]
    public async Task What_one_server_appended_another_reads_at_once()
    {
        var name = Given.Name();
        for (var i = 1; i <= 20; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (_one, _two) : (_two, _one);
            await writer.Log.AppendAsync(Given.Batch(name, Given.Update((byte)i)));
            Assert.Equal(i, (await reader.Log.ReadAllAsync(name)).Count);
        }
    }

    [Fact]
    public async Task Writers_of_one_document_get_numbers_without_gap_or_overlap()
    {
        var name = Given.Name();

        var appended = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                var log = writer % 2 == 0 ? _one.Log : _two.Log;
                List<(AppendedBatch Batch, int Writer)> done = [];
                for (var i = 0; i < 15; i++)
                {
                    var updates = Enumerable.Range(0, 1 + (i % 3)).Select(_ => Given.Update((byte)writer)).ToArray();
                    done.Add((await log.AppendAsync(Given.Batch(name, updates)), writer));
                }

                return done;
            },
            Ct)));

        var read = await _one.Log.ReadAllAsync(name);
        Assert.Equal(Enumerable.Range(1, 8 * 30).Select(seq => (long)seq), read.Select(update => update.Seq));
        Assert.Single(appended.SelectMany(writer => writer).Select(done => done.Batch.Generation).Distinct());
        foreach (var (batch, writer) in appended.SelectMany(writer => writer))
        {
            Assert.All(read.Where(update => update.Seq >= batch.FirstSeq && update.Seq <= batch.LastSeq), update => Assert.Equal(writer, update.Update.Span[0]));
        }
    }

    [Fact]
    public async Task Group_commits_over_the_same_documents_in_any_order_do_not_deadlock()
    {
        const int Seed = 1;
        var names = Enumerable.Range(0, 12).Select(_ => Given.Name()).ToArray();

        // New documents and known ones, overlapping, each call in another order.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(
            async () =>
            {
                var random = new Random(Seed + writer);
                var log = writer % 2 == 0 ? _one.Log : _two.Log;
                for (var i = 0; i < 25; i++)
                {
                    var some = (DocumentName[])names.Clone();
                    random.Shuffle(some);
                    var batches = some.Take(random.Next(1, names.Length + 1)).Select(name => Given.Batch(name, Given.Update((byte)i))).ToArray();
                    await log.AppendAsync(batches, Ct);
                }
            },
            Ct)));

        foreach (var name in names)
        {
            var read = await _one.Log.ReadAllAsync(name);
            var record = await _two.Catalog.FindAsync(name, Ct);
            Assert.Equal(read.Count, record!.LastSeq);
            Assert.Equal(Enumerable.Range(1, read.Count).Select(seq => (long)seq), read.Select(update => update.Seq));
        }
    }

    [Fact]
    public async Task Group_commits_that_create_the_same_documents_in_any_order_do_not_deadlock()
    {
        const int Seed = 1;
        for (var round = 0; round < 2; round++)
        {
            // Enough for the transactions to overlap although each creates its documents in one statement.
            var names = Enumerable.Range(0, 1500).Select(_ => Given.Name()).ToArray();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
                () =>
                {
                    var shuffled = (DocumentName[])names.Clone();
                    new Random(Seed + writer).Shuffle(shuffled);
                    return (writer % 2 == 0 ? _one : _two).Log.AppendAsync([.. shuffled.Select(name => Given.Batch(name, Given.Update(1)))], Ct);
                },
                Ct)));

            Assert.Equal(4, (await _one.Log.ReadAllAsync(names[^1])).Count);
        }
    }

    [Fact]
    public async Task A_batch_tried_by_two_servers_at_once_is_stored_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var batch = Given.Batch(Given.Name(), Given.Updates(3));

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? _one : _two).Log.AppendAsync(batch), Ct)));

            Assert.Single(answers.Distinct());
            Assert.Equal(3, (await _one.Log.ReadAllAsync(batch.Document)).Count);
        }
    }

    [Fact]
    public async Task A_document_created_by_two_servers_at_once_has_one_generation()
    {
        for (var round = 0; round < 20; round++)
        {
            var name = Given.Name();

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(i => Task.Run(() => (i % 2 == 0 ? _one : _two).Log.AppendAsync(Given.Batch(name, Given.Update((byte)i))), Ct)));

            Assert.Equal((await _one.Catalog.FindAsync(name, Ct))!.Generation, Assert.Single(answers.Select(answer => answer.Generation).Distinct()));
            Assert.Equal([1, 2, 3, 4], answers.Select(answer => answer.FirstSeq).Order());
        }
    }

    [Fact]
    public async Task A_reader_beside_writers_sees_whole_groups()
    {
        var name = Given.Name();
        await _one.Log.AppendAsync(Given.Batch(name, Given.Updates(4)));
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 40; i++)
                {
                    await _one.Log.AppendAsync(Given.Batch(name, Given.Updates(4)));
                }
            },
            Ct);

        do
        {
            Assert.Equal(0, (await _two.Log.ReadAllAsync(name)).Count % 4);
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Equal(164, (await _two.Log.ReadAllAsync(name)).Count);
    }
}
