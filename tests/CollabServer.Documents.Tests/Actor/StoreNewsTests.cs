using CollabServer.Crdt.Updates;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class StoreNewsTests
{
    private readonly ActorRig _rig = new();
    private readonly TestSession _ada;

    public StoreNewsTests() => _ada = _rig.JoinNative();

    [Fact]
    public void Entries_of_others_reach_a_document_that_nobody_edits_here()
    {
        See(lastSeq: 2);
        Assert.Equal(new ReadEntries(1, 2), Assert.Single(_rig.Outputs.OfType<ReadEntries>()));
        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "yo")), Entry(2, Updates.Typed(7, 2, "urs"))]));

        Assert.Single(_ada.Heard.OfType<ServerUpdate>());
        Assert.Equal("yours", _rig.Text());
        See(lastSeq: 2);
        Assert.Empty(_rig.Outputs);
    }

    [Fact]
    public async Task A_state_that_lacks_them_still_does_not_claim_them()
    {
        See(lastSeq: 2);
        var before = new ReadState(UpdateEncoding.V1);
        _rig.Step(before);
        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "yo")), Entry(2, Updates.Typed(7, 2, "urs"))]));
        var after = new ReadState(UpdateEncoding.V1);
        _rig.Step(after);

        Assert.Equal((0L, 2L), ((await before.Answer).Seq, (await after.Answer).Seq));
    }

    [Fact]
    public void The_next_commit_goes_on_behind_them()
    {
        See(lastSeq: 2);
        _rig.Step(new EntriesRead([Entry(1, Updates.Typed(7, 0, "yo")), Entry(2, Updates.Typed(7, 2, "urs"))]));
        _ada.Send(Updates.Typed(1, 0, "mine"), 1);
        Assert.Equal(2, Assert.Single(_rig.Outputs.OfType<AppendUpdates>()).KnownSeq);
        _rig.Commit(foreignEntries: 2);

        Assert.Empty(_rig.Outputs.OfType<ReadEntries>());
        Assert.Equal((1UL, 3L), _ada.Heard.OfType<Ack>().Select(ack => (ack.DurableRef, ack.Seq)).Last());
    }

    [Fact]
    public void What_is_on_its_way_from_here_is_not_taken_for_somebody_elses()
    {
        _ada.Send(Updates.Typed(1, 0, "mine"), 1);
        See(lastSeq: 1);
        Assert.Empty(_rig.Outputs.OfType<ReadEntries>());

        _rig.Commit();
        See(lastSeq: 1);
        See(lastSeq: 0);
        Assert.Empty(_rig.Outputs);
    }

    [Fact]
    public async Task Who_was_told_another_generation_than_the_first_writers_is_sent_away()
    {
        var theirs = new Guid(9, 9, 9, new byte[8]);
        See(lastSeq: 1, generation: theirs);

        Assert.Equal(CloseCode.GenerationMismatch, await _ada.Outbox.Closed);
        Assert.Equal(theirs, _rig.Actor.Generation);
    }

    [Fact]
    public void A_quarantine_that_somebody_else_began_holds_here_and_is_not_noted_again()
    {
        See(lastSeq: 0, quarantine: new DocumentQuarantine(ActorRig.Start, "entry 1 is damaged"));

        Assert.Equal(
            [NoticeCode.PermissionChanged, NoticeCode.Quarantined], _ada.Heard.OfType<Notice>().Select(notice => notice.Code));
        Assert.Empty(_rig.Outputs.OfType<QuarantineDocument>());
        _ada.Send(Updates.Typed(1, 0, "x"), 1);
        Assert.Empty(_rig.Logged);
    }

    [Fact]
    public void A_quarantine_that_begins_during_a_restore_stops_it()
    {
        _ada.Send(Updates.Typed(1, 0, "old"), 1);
        _rig.Commit();
        var restore = new RestoreDocument(new Crdt.Document.Doc(), Label: null, RestoredBy: null);
        _rig.Step(restore);
        See(lastSeq: 1, quarantine: new DocumentQuarantine(ActorRig.Start, "entry 1 is damaged"));
        _rig.SaveSnapshot();

        Assert.Equal(CommandRefusal.Quarantined, Assert.IsType<CommandRefusedException>(restore.Answer.Exception!.InnerException).Refusal);
        Assert.Equal("old", _rig.Text());
    }

    private void See(long lastSeq, Guid? generation = null, DocumentQuarantine? quarantine = null) => _rig.Step(new HeadSeen(
        new DocumentRecord(_rig.Actor.Name, generation ?? _rig.Generation, _rig.Now, _rig.Now, lastSeq, SnapshotSeq: 0, LogBytes: 0) { Quarantine = quarantine }));

    private static LoggedUpdate Entry(long seq, ReadOnlyMemory<byte> update) =>
        new(seq, update, Author: null, ClientId: 7, ActorRig.Start, UpdateOrigin.Client);
}
