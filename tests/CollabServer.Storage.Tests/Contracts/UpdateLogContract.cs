using System.Security.Cryptography;
using CollabServer.Documents;
using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What every <see cref="IUpdateLog"/> keeps, seen by one writer.</summary>
public abstract class UpdateLogContract(StoreFixture fixture) : IAsyncLifetime
{
    private OpenStore _store = null!;

    private IUpdateLog Log => _store.Log;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The database is a backup, or a standby that had not heard of everything: the log is shorter than it was.
    [Fact]
    public async Task A_batch_is_recognised_also_when_the_log_is_shorter_than_it_was_known_to_be()
    {
        var name = Given.Name();
        await _store.Log.AppendAsync(Given.Batch(name, Given.Updates(2)));
        var batch = Given.Batch(name, Given.Updates(3)) with { KnownSeq = 7 };
        var first = await _store.Log.AppendAsync(batch);

        Assert.Equal(first, await _store.Log.AppendAsync(batch));
        Assert.Equal(first, await _store.Log.AppendAsync(batch with { KnownSeq = 6 }));
        Assert.Equal(5, (await _store.Log.ReadAllAsync(name)).Count);
    }

    [Fact]
    public async Task The_first_append_creates_the_document_with_the_proposed_generation()
    {
        var batch = Given.Batch(Given.Name(), Given.Update(1, 2, 3));

        var appended = await Log.AppendAsync(batch);

        Assert.Equal(new AppendedBatch(batch.BatchId, batch.Generation, FirstSeq: 1, LastSeq: 1), appended);
    }

    [Fact]
    public async Task A_later_append_keeps_the_generation_of_the_first()
    {
        var first = Given.Batch(Given.Name(), Given.Update(1));
        await Log.AppendAsync(first);

        var appended = await Log.AppendAsync(Given.Batch(first.Document, Given.Update(2)));

        Assert.Equal(first.Generation, appended.Generation);
    }

    [Fact]
    public async Task Sequence_numbers_continue_from_append_to_append()
    {
        var name = Given.Name();

        var first = await Log.AppendAsync(Given.Batch(name, Given.Updates(3)));
        var second = await Log.AppendAsync(Given.Batch(name, Given.Updates(2)));

        Assert.Equal((1, 3, 4, 5), (first.FirstSeq, first.LastSeq, second.FirstSeq, second.LastSeq));
        Assert.Equal([1, 2, 3, 4, 5], (await Log.ReadAllAsync(name)).Select(update => update.Seq));
    }

    [Fact]
    public async Task Updates_come_back_as_they_were_appended()
    {
        var name = Given.Name();
        NewUpdate[] updates =
        [
            new(new byte[] { 0, 255, 0 }, Author: null, ClientId: 0, Given.Noon, UpdateOrigin.Client),
            new(ReadOnlyMemory<byte>.Empty, Author: "", ClientId: ulong.MaxValue, Given.Noon.AddTicks(19), UpdateOrigin.Api),
            new(new byte[] { 9, 9, 9, 9 }.AsMemory(1, 2), Author: "Zoë 🦊 %_\\'\"", ClientId: 1UL << 63, new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), UpdateOrigin.Restore),
            new(new byte[] { 1 }, Author: "offset", ClientId: uint.MaxValue, new DateTimeOffset(2031, 7, 1, 12, 0, 0, TimeSpan.FromHours(5)), UpdateOrigin.Import),
        ];

        await Log.AppendAsync(Given.Batch(name, updates));

        var read = await Log.ReadAllAsync(name);
        Assert.Equal(updates.Select(update => update.Update.ToArray()), read.Select(update => update.Update.ToArray()));
        Assert.Equal(updates.Select(update => update.Author), read.Select(update => update.Author));
        Assert.Equal(updates.Select(update => update.ClientId), read.Select(update => update.ClientId));
        Assert.Equal(updates.Select(update => update.Origin), read.Select(update => update.Origin));
        Assert.Equal(
            [Given.Noon, Given.Noon.AddMicroseconds(1), updates[2].AcceptedAt, Given.Noon.AddHours(-5)],
            read.Select(update => update.CreatedAt));
        Assert.All(read, update => Assert.Equal(TimeSpan.Zero, update.CreatedAt.Offset));
    }

    [Fact]
    public async Task One_call_appends_to_many_documents_and_answers_in_the_order_asked()
    {
        var names = Enumerable.Range(0, 40).Select(_ => Given.Name()).ToArray();
        await Log.AppendAsync(Given.Batch(names[20], Given.Updates(5)));
        var batches = names.Select((name, i) => Given.Batch(name, Given.Updates(1 + (i % 3)))).ToArray();

        var appended = await Log.AppendAsync(batches, Ct);

        Assert.Equal(batches.Select(batch => batch.BatchId), appended.Select(batch => batch.BatchId));
        Assert.Equal(batches.Select(batch => batch.Updates.Count), appended.Select(batch => (int)(batch.LastSeq - batch.FirstSeq + 1)));
        Assert.Equal(6, appended[20].FirstSeq);
        Assert.All(appended.Where((_, i) => i != 20), batch => Assert.Equal(1, batch.FirstSeq));
    }

    [Fact]
    public async Task Appending_nothing_is_allowed() => Assert.Empty(await Log.AppendAsync([], Ct));

    [Fact]
    public async Task Two_batches_of_one_document_in_a_call_are_refused()
    {
        var name = Given.Name();

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync([Given.Batch(name, Given.Update(1)), Given.Batch(name, Given.Update(2))], Ct));

        Assert.Empty(await Log.ReadAllAsync(name));
    }

    [Fact]
    public async Task A_batch_without_updates_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync([Given.Batch(Given.Name())], Ct));

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xD83E)]
    public async Task An_author_that_no_database_keeps_fails_the_whole_call_for_good(int unit)
    {
        var (good, bad) = (Given.Name(), Given.Name());
        var unstorable = Given.Update(1) with { Author = $"a{(char)unit}b" };

        var failure = await Assert.ThrowsAsync<LogWriteException>(
            () => Log.AppendAsync([Given.Batch(good, Given.Update(1)), Given.Batch(bad, unstorable)], Ct));

        Assert.Equal(WriteOutcome.Deterministic, failure.Outcome);
        Assert.Empty(await Log.ReadAllAsync(good));
        Assert.Empty(await Log.ReadAllAsync(bad));
    }

    [Fact]
    public async Task A_cancelled_append_writes_nothing()
    {
        var name = Given.Name();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.AppendAsync([Given.Batch(name, Given.Update(1))], new CancellationToken(canceled: true)));

        Assert.Empty(await Log.ReadAllAsync(name));
    }

    [Fact]
    public async Task Repeating_a_batch_stores_nothing_and_answers_as_the_first_time()
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Updates(4)));
        var batch = Given.Batch(name, Given.Updates(3)) with { KnownSeq = 4 };
        var first = await Log.AppendAsync(batch);

        var second = await Log.AppendAsync(batch);

        Assert.Equal(first, second);
        Assert.Equal((5, 7), (second.FirstSeq, second.LastSeq));
        Assert.Equal(7, (await Log.ReadAllAsync(name)).Count);
    }

    [Fact]
    public async Task Repeating_the_batch_that_created_a_document_answers_as_the_first_time()
    {
        var batch = Given.Batch(Given.Name(), Given.Updates(3));
        var first = await Log.AppendAsync(batch);

        Assert.Equal(first, await Log.AppendAsync(batch));
    }

    [Fact]
    public async Task A_document_that_the_store_has_lost_is_created_again()
    {
        // A writer that had it open goes on after the database was restored from an older backup.
        var batch = Given.Batch(Given.Name(), Given.Updates(2)) with { KnownSeq = 40 };

        var appended = await Log.AppendAsync(batch);

        Assert.Equal(new AppendedBatch(batch.BatchId, batch.Generation, FirstSeq: 1, LastSeq: 2), appended);
        Assert.Equal(3, (await Log.AppendAsync(Given.Batch(batch.Document, Given.Update(1)) with { KnownSeq = 2 })).FirstSeq);
    }

    [Fact]
    public async Task A_repeated_batch_is_recognised_beneath_updates_of_others()
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Update(0)));
        var batch = Given.Batch(name, Given.Updates(2)) with { KnownSeq = 1 };
        var first = await Log.AppendAsync(batch);
        await Log.AppendAsync(Given.Batch(name, Given.Updates(5)));

        Assert.Equal(first, await Log.AppendAsync(batch));
        Assert.Equal(8, (await Log.ReadAllAsync(name)).Count);
    }

    [Fact]
    public async Task New_batches_in_a_call_with_repeated_ones_are_appended()
    {
        var repeated = Given.Batch(Given.Name(), Given.Updates(2));
        await Log.AppendAsync(repeated);
        var fresh = Given.Batch(Given.Name(), Given.Updates(3));
        var growing = Given.Batch(repeated.Document, Given.Update(9));

        var appended = await Log.AppendAsync([repeated, fresh], Ct);
        var grown = await Log.AppendAsync(growing);

        Assert.Equal([(1, 2), (1, 3)], appended.Select(batch => (batch.FirstSeq, batch.LastSeq)));
        Assert.Equal(3, grown.FirstSeq);
    }

    [Theory]
    [InlineData(0, long.MaxValue, new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(-7, 2, new long[] { 1, 2 })]
    [InlineData(2, 4, new long[] { 3, 4 })]
    [InlineData(4, 4, new long[0])]
    [InlineData(4, 3, new long[0])]
    [InlineData(5, 99, new long[0])]
    [InlineData(98, 99, new long[0])]
    public async Task Reading_gives_what_comes_after_the_first_number_up_to_the_second(long afterSeq, long throughSeq, long[] expected)
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Updates(5)));

        Assert.Equal(expected, (await Log.ReadAllAsync(name, afterSeq, throughSeq)).Select(update => update.Seq));
    }

    [Fact]
    public async Task An_unknown_document_has_no_updates() => Assert.Empty(await Log.ReadAllAsync(Given.Name()));

    [Fact]
    public async Task An_update_of_five_megabytes_comes_back_whole()
    {
        var large = RandomNumberGenerator.GetBytes(5_000_000);
        var name = Given.Name();

        await Log.AppendAsync(Given.Batch(name, Given.Update(1), Given.Update(large), Given.Update(2)));

        var read = await Log.ReadAllAsync(name);
        Assert.Equal([1, 5_000_000, 1], read.Select(update => update.Update.Length));
        Assert.True(read[1].Update.Span.SequenceEqual(large));
    }

    [Fact]
    public async Task A_batch_may_have_thousands_of_updates()
    {
        var name = Given.Name();

        var appended = await Log.AppendAsync(Given.Batch(name, Given.Updates(10_000)));

        Assert.Equal(10_000, appended.LastSeq);
        Assert.Equal(10_000, (await Log.ReadAllAsync(name)).Count);
    }

    [Theory]
    [InlineData("/%")]
    [InlineData("/_")]
    [InlineData("\\' OR 1=1; --")]
    [InlineData("/my room/1")]
    [InlineData("/ÄÖÜ/ß")]
    [InlineData("/文書/🦊👨‍👩‍👧")]
    [InlineData("/\"quoted\" $1 {0}")]
    public async Task Names_of_all_kinds_are_documents_of_their_own(string suffix)
    {
        var (name, other) = (Given.Name(suffix), Given.Name(suffix));
        await Log.AppendAsync(Given.Batch(name, Given.Update(1)));
        await Log.AppendAsync(Given.Batch(other, Given.Updates(2)));

        Assert.Single(await Log.ReadAllAsync(name));
        Assert.Equal(2, (await Log.ReadAllAsync(other)).Count);
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_are_different_documents()
    {
        var name = Given.Name("/a");
        await Log.AppendAsync(Given.Batch(name, Given.Update(1)));

        Assert.Empty(await Log.ReadAllAsync(DocumentName.Parse(name.Value[..^1] + "A")));
    }

    [Fact]
    public async Task The_longest_name_is_a_document()
    {
        var name = Given.Name();
        name = DocumentName.Parse(name.Value + new string('x', DocumentName.MaxBytes - name.Value.Length));

        await Log.AppendAsync(Given.Batch(name, Given.Update(1)));

        Assert.Single(await Log.ReadAllAsync(name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_damaged_update_is_noticed_and_not_returned(long damaged)
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Updates(5)));
        await fixture.DamageUpdateAsync(name, damaged);
        List<long> returned = [];

        var fault = await Assert.ThrowsAsync<CorruptLogException>(async () =>
        {
            await foreach (var update in Log.ReadAsync(name, 0, long.MaxValue, Ct))
            {
                returned.Add(update.Seq);
            }
        });

        Assert.Equal(name, fault.Document);
        Assert.DoesNotContain(damaged, returned);
        Assert.Equal(5 - damaged, (await Log.ReadAllAsync(name, afterSeq: damaged)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_missing_update_is_noticed(long missing)
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Updates(5)));
        await fixture.RemoveUpdateAsync(name, missing);

        await Assert.ThrowsAsync<CorruptLogException>(() => Log.ReadAllAsync(name));
    }

    [Fact]
    public async Task Reading_may_stop_in_the_middle()
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Updates(1000)));

        for (var i = 0; i < 50; i++)
        {
            var first = await Log.ReadAsync(name, 0, long.MaxValue, Ct).FirstAsync(Ct);
            Assert.Equal(1, first.Seq);
        }
    }

    [Fact]
    public async Task Appending_while_a_reader_is_under_way_does_not_reach_the_reader()
    {
        var name = Given.Name();
        await Log.AppendAsync(Given.Batch(name, Given.Updates(3)));
        List<long> read = [];

        await foreach (var update in Log.ReadAsync(name, 0, long.MaxValue, Ct))
        {
            read.Add(update.Seq);
            await Log.AppendAsync(Given.Batch(name, Given.Update(9)));
        }

        Assert.Equal([1, 2, 3], read);
        Assert.Equal(6, (await Log.ReadAllAsync(name)).Count);
    }
}
