using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class ForeignEntriesTests
{
    private readonly ActorRig _rig = new();
    private readonly TestSession _ada;

    public ForeignEntriesTests()
    {
        _ada = _rig.JoinNative();
        _ada.Send(Updates.Typed(1, 0, "mine"), 1);
    }

    [Fact]
    public void Entries_of_others_are_read_applied_and_broadcast_to_everybody()
    {
        _rig.Commit(foreignEntries: 2);
        Assert.Equal(new ReadEntries(1, 2), Assert.Single(_rig.Outputs.OfType<ReadEntries>()));
        _ = _ada.Heard;

        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "yo")), Entry(2, Updates.Typed(7, 2, "urs"))]));

        Assert.Single(_ada.Heard.OfType<ServerUpdate>());
        Assert.Contains("yours", _rig.Text());
        Assert.Contains("mine", _rig.Text());
        Assert.Single(_rig.Logged);
    }

    [Fact]
    public void Entries_without_news_are_not_broadcast()
    {
        _rig.Commit(foreignEntries: 1);
        _ = _ada.Heard;
        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(1, 0, "mine"))]));

        Assert.Empty(_ada.Heard);
    }

    [Fact]
    public void A_long_gap_is_read_in_portions_and_before_the_gaps_behind_it()
    {
        _rig.Commit(foreignEntries: 3);
        _ada.Send(Updates.Typed(1, 4, "!"), 2);
        _rig.Commit(foreignEntries: 1);
        Assert.Empty(_rig.Outputs.OfType<ReadEntries>());

        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "a"))]));
        Assert.Equal(new ReadEntries(2, 3), Assert.Single(_rig.Outputs.OfType<ReadEntries>()));
        _rig.Step(new EntriesRead([Entry(2, Updates.Typed(7, 1, "b")), Entry(3, Updates.Typed(7, 2, "c"))]));
        Assert.Equal(new ReadEntries(5, 5), Assert.Single(_rig.Outputs.OfType<ReadEntries>()));
        _rig.Step(new EntriesRead([Entry(5, Updates.Typed(7, 3, "d"))]));

        Assert.Contains("abcd", _rig.Text());
        Assert.Empty(_rig.Outputs.OfType<ReadEntries>());
    }

    [Fact]
    public void Reading_that_fails_is_tried_again_after_pauses_that_double()
    {
        _rig.Commit(foreignEntries: 1);
        foreach (var pause in (int[])[100, 200, 400])
        {
            _rig.Step(new EntriesNotRead(new IOException("down")));
            Assert.Empty(_rig.Outputs.OfType<ReadEntries>());
            _rig.Now += TimeSpan.FromMilliseconds(pause - 1);
            _rig.Step(Tick.Instance);
            Assert.Empty(_rig.Outputs.OfType<ReadEntries>());
            _rig.Now += TimeSpan.FromMilliseconds(1);
            _rig.Step(Tick.Instance);
            Assert.Single(_rig.Outputs.OfType<ReadEntries>());
        }
    }

    [Fact]
    public void However_often_it_fails_reading_is_tried_again_within_ten_seconds()
    {
        _rig.Commit(foreignEntries: 1);
        for (var failures = 1; failures <= 40; failures++)
        {
            _rig.Step(new EntriesNotRead(new IOException("down")));
            _rig.Now += TimeSpan.FromSeconds(10);
            _rig.Step(Tick.Instance);
            Assert.Single(_rig.Outputs.OfType<ReadEntries>());
        }
    }

    [Fact]
    public void Versions_and_answers_wait_until_the_document_is_what_its_log_says()
    {
        var apply = _rig.Apply(Updates.Typed(3, 0, "x"));
        _rig.Commit(foreignEntries: 1);
        var version = new NameVersion("v", CreatedBy: null);
        _rig.Step(version);
        Assert.False(apply.Answer.IsCompleted);
        Assert.Empty(_rig.Snapshots);

        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "a"))]));
        Assert.True(apply.Answer.IsCompletedSuccessfully);
        Assert.Equal(3, Assert.Single(_rig.Snapshots).Request.Seq);
    }

    [Fact]
    public async Task An_answer_that_waited_still_names_its_own_entry()
    {
        var first = _rig.Apply(Updates.Typed(3, 0, "x"));
        _rig.Commit(foreignEntries: 1);
        var second = _rig.Apply(Updates.Typed(3, 1, "y"));
        _rig.Commit();
        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "a"))]));

        Assert.True(first.Answer.IsCompleted && second.Answer.IsCompleted);
        Assert.Equal((3, 4), ((await first.Answer).Seq, (await second.Answer).Seq));
    }

    [Fact]
    public void Authors_are_told_that_their_edits_are_durable_without_waiting_for_it()
    {
        _rig.Commit(foreignEntries: 1);

        Assert.Equal(1UL, _ada.Heard.OfType<Ack>().Last().DurableRef);
    }

    [Fact]
    public void Damaged_entries_of_others_quarantine_the_document()
    {
        var apply = _rig.Apply(Updates.Typed(3, 0, "x"));
        _rig.Commit(foreignEntries: 1);
        _rig.Step(new EntriesNotRead(new CorruptLogException(DocumentName.Parse("doc"), 1, 1, "entry 1 is damaged")));

        Assert.Single(_rig.Outputs.OfType<QuarantineDocument>());
        Assert.True(apply.Answer.IsCompletedSuccessfully);
        _rig.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_rig.Outputs.OfType<ReadEntries>());
    }

    [Fact]
    public void A_copy_that_can_no_longer_be_completed_from_the_log_is_given_up()
    {
        _rig.Commit(foreignEntries: 1);

        Assert.Throws<InvalidOperationException>(() => _rig.Step(new EntriesNotRead(new ThinnedHistoryException(DocumentName.Parse("doc"), 1))));
    }

    private static LoggedUpdate Entry(long seq, ReadOnlyMemory<byte> update) =>
        new(seq, update, Author: null, ClientId: 7, ActorRig.Start, UpdateOrigin.Client);
}
