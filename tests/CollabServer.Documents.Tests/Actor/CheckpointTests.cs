using CollabServer.Documents.Snapshots;
using CollabServer.Documents.Tests.Support;

namespace CollabServer.Documents.Tests.Actor;

public sealed class CheckpointTests
{
    private readonly ActorRig _rig = new();
    private readonly TestSession _ada;
    private ulong _clock;

    public CheckpointTests()
    {
        _rig.Options.CheckpointAfterUpdates = 10;
        _rig.Options.IdleCheckpointAfterUpdates = 3;
        _ada = _rig.JoinYjs();
    }

    [Fact]
    public void Enough_log_entries_make_a_checkpoint_of_exactly_what_is_durable()
    {
        Type(9);
        _rig.Commit();
        Assert.Empty(_rig.Snapshots);

        Type(3);
        _rig.Commit();
        Assert.Equal((SnapshotKind.Checkpoint, 12L), (Assert.Single(_rig.Snapshots).Request.Kind, _rig.Snapshots[0].Request.Seq));
    }

    [Fact]
    public void Updates_that_are_not_durable_do_not_count()
    {
        Type(20);

        Assert.Empty(_rig.Snapshots);
    }

    [Fact]
    public void Enough_bytes_make_a_checkpoint_too()
    {
        _rig.Options.CheckpointAfterBytes = 500;
        _ada.Send(Updates.Typed(2, 0, new string('x', 600)));
        _rig.Commit();

        Assert.Single(_rig.Snapshots);
    }

    [Fact]
    public void A_quiet_document_is_checkpointed_for_less()
    {
        Type(3);
        _rig.Commit();
        _rig.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_rig.Snapshots);
        _rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_rig.Snapshots);
    }

    [Fact]
    public void One_is_taken_at_a_time_and_then_counting_starts_again()
    {
        Type(10);
        _rig.Commit();
        Type(12);
        _rig.Commit();
        Assert.Single(_rig.Snapshots);

        _rig.SaveSnapshot();
        Assert.Equal(22, Assert.Single(_rig.Snapshots).Request.Seq);
        _rig.SaveSnapshot();
        Assert.Empty(_rig.Snapshots);
    }

    [Fact]
    public void A_checkpoint_that_fails_is_tried_again_after_pauses_that_double()
    {
        Type(10);
        _rig.Commit();
        foreach (var pause in (int[])[1, 2, 4])
        {
            _rig.FailSnapshot(new IOException("disk"));
            Assert.Empty(_rig.Snapshots);
            _rig.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            Assert.Empty(_rig.Snapshots);
            _rig.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Single(_rig.Snapshots);
        }

        Assert.Null(_ada.ClosedWith);
    }

    private void Type(int updates)
    {
        for (var i = 0; i < updates; i++)
        {
            _ada.Send(Updates.Typed(1, _clock++, "a"));
        }
    }
}
