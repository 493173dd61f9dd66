using System.Runtime.CompilerServices;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Documents;

public sealed class TransactionTests
{
    public static TheoryData<string> Sessions => FuzzSession.All(name =>
        name.Contains("1001", StringComparison.Ordinal) && !name.Contains("text-lone", StringComparison.Ordinal));

    [Fact]
    public void A_writer_excludes_everybody()
    {
        using var doc = new Doc();
        var write = doc.WriteTransaction();
        Assert.Throws<YDotNetException>(() => doc.WriteTransaction());
        Assert.Throws<YDotNetException>(doc.ReadTransaction);
        write.Dispose();
        write.Dispose();
        doc.ReadTransaction().Dispose();
    }

    [Fact]
    public void Readers_share_and_exclude_a_writer()
    {
        using var doc = new Doc();
        using (doc.ReadTransaction())
        using (doc.ReadTransaction())
        {
            Assert.Throws<YDotNetException>(() => doc.WriteTransaction());
        }

        doc.WriteTransaction().Dispose();
    }

    [Fact]
    public void A_write_transaction_that_was_lost_is_ended_when_the_next_is_opened()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        var events = new List<byte[]?>();
        doc.ObserveUpdatesV1(e => events.Add(e.Origin));
        Lose(() => text.Insert(doc.WriteTransaction("lost"u8), 0, "kept"));
        Assert.Empty(events);
        using var read = doc.ReadTransaction();
        Assert.Equal("kept", text.String(read));
        Assert.Equal(["lost"u8.ToArray()], events);
    }

    [Fact]
    public void A_read_transaction_that_was_lost_keeps_nobody_from_writing()
    {
        using var doc = new Doc();
        Lose(() => doc.ReadTransaction().StateVectorV1());
        doc.WriteTransaction().Dispose();
    }

    [Fact]
    public void A_transaction_that_somebody_still_has_is_not_taken_for_lost()
    {
        using var doc = new Doc();
        var kept = new List<IDisposable>();
        Lose(() => kept.Add(doc.WriteTransaction()));
        Assert.Throws<YDotNetException>(() => doc.WriteTransaction());
        kept[0].Dispose();
        Lose(() => kept.Add(doc.ReadTransaction()));
        Assert.Throws<YDotNetException>(() => doc.WriteTransaction());
        kept[1].Dispose();
        doc.WriteTransaction().Dispose();
    }

    [Fact]
    public void Never_are_two_inside_even_while_transactions_are_lost()
    {
        const int Rounds = 300;
        const int LosesEvery = 60;
        using var doc = new Doc();
        var inside = 0;
        var entered = 0;
        var collisions = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            var refusals = 0;
            for (var round = 1; round <= Rounds;)
            {
                var isDone = round % LosesEvery == 0 ? TryEnterAndLose(doc, Write) : round % 3 == 0 ? TryRead() : TryWrite();
                round += isDone ? 1 : 0;
                if (!isDone && ++refusals % 100 == 0)
                {
                    GC.Collect();
                }
            }
        });

        Assert.Equal(0, collisions);
        Assert.Equal(4 * ((Rounds * 2 / 3) + (Rounds / LosesEvery)), entered);

        bool TryWrite()
        {
            try
            {
                using var write = doc.WriteTransaction();
                Write();
                return true;
            }
            catch (YDotNetException)
            {
                return false;
            }
        }

        bool TryRead()
        {
            try
            {
                using var read = doc.ReadTransaction();
                collisions += Volatile.Read(ref inside) == 0 ? 0 : 1;
                return true;
            }
            catch (YDotNetException)
            {
                return false;
            }
        }

        void Write()
        {
            collisions += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            entered++;
            Interlocked.Decrement(ref inside);
        }
    }

    [Fact]
    public void A_reader_cannot_apply_updates()
    {
        using var doc = new Doc();
        using var read = doc.ReadTransaction();
        Assert.Throws<YDotNetException>(() => read.Apply([0, 0], UpdateEncoding.V1));
    }

    [Fact]
    public void An_ended_transaction_is_of_no_use()
    {
        using var doc = new Doc();
        var write = doc.WriteTransaction();
        write.Commit();
        Assert.True(write.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => write.StateVectorV1());
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Following_the_update_events_gives_the_same_document(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var source = FuzzSession.NewDoc();
        using var followerV1 = FuzzSession.NewDoc();
        using var followerV2 = FuzzSession.NewDoc();
        source.ObserveUpdatesV1(e => Apply(followerV1, e.Update, UpdateEncoding.V1));
        source.ObserveUpdatesV2(e => Apply(followerV2, e.Update, UpdateEncoding.V2));
        foreach (var i in session.Json.GetProperty("orders")[1].GetProperty("idx").EnumerateArray())
        {
            Apply(source, session.UpdatesV1[i.GetInt32()], UpdateEncoding.V1);
        }

        var expected = Canonical.Of(session.Final.GetProperty("roots"));
        Assert.Equal(expected, session.Content(followerV1));
        Assert.Equal(expected, session.Content(followerV2));
        using var read = source.ReadTransaction();
        using var followed = followerV1.ReadTransaction();
        Assert.Equal(read.StateVectorV1(), followed.StateVectorV1());
        Assert.False(followed.HasPending);
    }

    [Fact]
    public void What_was_known_or_only_waits_raises_no_update_event()
    {
        using var doc = new Doc();
        var events = new List<UpdateEvent>();
        using var subscription = doc.ObserveUpdatesV1(events.Add);
        var first = Convert.FromHexString("01010100040104746578740361626300");
        var third = Convert.FromHexString("0101010884010701" + "6900");
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, first, UpdateEncoding.V1));
        Assert.Equal(UpdateEffect.None, Apply(doc, first, UpdateEncoding.V1));
        Assert.Equal(UpdateEffect.Pending, Apply(doc, third, UpdateEncoding.V1));
        Assert.Single(events);
        Assert.Equal(first, events[0].Update);
    }

    [Fact]
    public void One_event_carries_all_that_a_filled_gap_lets_in()
    {
        using var doc = new Doc();
        var events = new List<byte[]>();
        doc.ObserveUpdatesV1(e => events.Add(e.Update));
        var first = Convert.FromHexString("01010100040104746578740361626300");
        var second = Convert.FromHexString("0101010384010202" + "646500");
        Assert.Equal(UpdateEffect.Pending, Apply(doc, second, UpdateEncoding.V1));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, first, UpdateEncoding.V1));
        Assert.Equal([Convert.FromHexString("0101010004010474657874056162636465" + "00")], events);
    }

    [Fact]
    public void An_ended_subscription_and_a_throwing_handler_disturb_nobody()
    {
        using var doc = new Doc();
        var calls = 0;
        doc.ObserveUpdatesV1(_ => throw new InvalidOperationException());
        doc.ObserveUpdatesV1(_ => calls++).Dispose();
        doc.ObserveUpdatesV1(_ => calls += 10);
        Apply(doc, Convert.FromHexString("01010100040104746578740361626300"), UpdateEncoding.V1);
        Assert.Equal(10, calls);
    }

    [Fact]
    public void What_handlers_throw_goes_to_whoever_asked_for_it()
    {
        var failures = new List<string>();
        using var doc = new Doc(new DocOptions
        {
            HandlerFailed = exception =>
            {
                failures.Add(exception.Message);
                throw new InvalidOperationException("Nobody hears this.");
            },
        });
        var text = doc.Text("t");
        doc.ObserveAfterTransaction(_ => throw new InvalidOperationException("after"));
        doc.ObserveUpdatesV1(_ => doc.WriteTransaction());
        text.Observe(_ => throw new InvalidOperationException("text"));
        text.ObserveDeep(_ => throw new InvalidOperationException("deep"));
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "x");
        }

        Assert.Equal(["after", "text", "deep", "Failed to open a write transaction: another transaction is open."], failures);
    }

    [Fact]
    public void Subscriptions_made_at_the_same_time_are_all_kept()
    {
        using var doc = new Doc();
        var calls = 0;
        Parallel.For(0, 200, i =>
        {
            var subscription = doc.ObserveAfterTransaction(_ => Interlocked.Increment(ref calls));
            if (i % 2 == 0)
            {
                subscription.Dispose();
            }
        });
        doc.WriteTransaction().Dispose();
        Assert.Equal(100, calls);
    }

    [Fact]
    public void A_document_disposed_of_in_a_transaction_is_of_no_use_afterwards()
    {
        var doc = new Doc();
        var text = doc.Text("t");
        var write = doc.WriteTransaction();
        text.Insert(write, 0, "x");
        doc.Dispose();
        write.Dispose();
        Assert.Throws<ObjectDisposedException>(() => doc.WriteTransaction());
        Assert.Throws<ObjectDisposedException>(doc.ReadTransaction);
        Assert.Throws<ObjectDisposedException>(() => doc.Text("t"));
        Assert.Throws<ObjectDisposedException>(() => doc.ObserveClear(_ => { }));
    }

    [Fact]
    public void Opening_a_root_in_a_transaction_says_what_to_do_instead()
    {
        using var doc = new Doc();
        using var read = doc.ReadTransaction();
        var thrown = Assert.Throws<YDotNetException>(() => doc.Text("name"));
        Assert.Contains("'name' cannot be opened while a transaction is open", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_after_transaction_event_knows_before_and_after()
    {
        using var doc = new Doc();
        var events = new List<AfterTransactionEvent>();
        Apply(doc, Convert.FromHexString("01010100040104746578740361626300"), UpdateEncoding.V1);
        doc.ObserveAfterTransaction(events.Add);
        Apply(doc, Convert.FromHexString("0101010384010202646501010101" + "02"), UpdateEncoding.V1);
        var raised = Assert.Single(events);
        Assert.Equal(3u, raised.BeforeState.State[1]);
        Assert.Equal(5u, raised.AfterState.State[1]);
        Assert.Equal([new Crdt.Document.State.IdRange(1, 3)], raised.DeleteSet.Ranges[1]);
    }

    [Fact]
    public void A_remote_update_with_our_own_client_id_makes_us_draw_a_new_one()
    {
        using var doc = new Doc(new DocOptions { Id = 1 });
        Apply(doc, Convert.FromHexString("01010100040104746578740361626300"), UpdateEncoding.V1);
        Assert.NotEqual(1u, doc.Id);
    }

    [Fact]
    public void A_client_id_above_53_bits_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Doc(new DocOptions { Id = 1UL << 53 }));

    [Fact]
    public void Waiting_parts_are_in_the_state_but_not_in_the_state_vector()
    {
        using var doc = new Doc();
        var early = Convert.FromHexString("0101010384010202" + "646500");
        Apply(doc, early, UpdateEncoding.V1);
        using var read = doc.ReadTransaction();
        Assert.True(read.HasPending);
        Assert.Equal([0], read.StateVectorV1());
        Assert.Equal(early, read.StateDiffV1(null));
    }

    [Fact]
    public void Subdocuments_are_announced_when_added_and_when_removed()
    {
        // Client 6: map m, key s: subdocument g1 with autoLoad.
        var add = Convert.FromHexString("010106002901016D01730267317601086175746F4C6F61647800");
        var remove = Convert.FromHexString("0001060100" + "01");
        using var doc = new Doc();
        var events = new List<SubDocsEvent>();
        doc.ObserveSubDocs(events.Add);
        Apply(doc, add, UpdateEncoding.V1);
        Apply(doc, remove, UpdateEncoding.V1);
        Assert.Equal(2, events.Count);
        Assert.Equal("g1", Assert.Single(events[0].Added).Guid);
        Assert.Equal("g1", Assert.Single(events[0].Loaded).Guid);
        Assert.Equal("g1", Assert.Single(events[1].Removed).Guid);
        Assert.True(events[1].Removed[0].IsDisposed);
    }

    [Fact]
    public void A_subdocument_added_and_removed_at_once_is_not_announced()
    {
        using var doc = new Doc();
        var events = new List<SubDocsEvent>();
        doc.ObserveSubDocs(events.Add);
        Apply(doc, Convert.FromHexString("010106002901016D01730267317601086175746F4C6F61647801060100" + "01"), UpdateEncoding.V1);
        Assert.Empty(events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryEnterAndLose(Doc doc, Action inside)
    {
        try
        {
            var write = doc.WriteTransaction();
            inside();
            GC.KeepAlive(write);
            return true;
        }
        catch (YDotNetException)
        {
            return false;
        }
    }

    /// <summary>Runs something whose transaction nobody can reach afterwards, and has the garbage collector notice.</summary>
    private static void Lose(Action action)
    {
        // On a thread of its own, of which nothing stays on any stack.
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static UpdateEffect Apply(Doc doc, byte[] update, UpdateEncoding encoding)
    {
        using var write = doc.WriteTransaction();
        return write.Apply(update, encoding);
    }
}
