using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Snapshots;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class VersionTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public async Task A_version_waits_until_what_it_contains_is_durable_and_names_that_entry()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"));
        var command = new NameVersion("draft", "ada");
        _rig.Step(command, ada.Update(Updates.Typed(1, 1, "b")));
        Assert.Empty(_rig.Snapshots);

        _rig.Commit();
        Assert.Equal((SnapshotKind.Version, 1L), (_rig.Snapshots[0].Request.Kind, _rig.Snapshots[0].Request.Seq));
        _rig.SaveSnapshot();
        Assert.Equal("draft", (await command.Answer).Label);
    }

    [Fact]
    public void Editors_hear_that_a_version_was_named()
    {
        var rig = new ActorRig(durableSeq: 1);
        var ada = rig.JoinNative();
        rig.Step(new NameVersion("draft", "bob"));
        rig.SaveSnapshot();

        var notice = Assert.IsType<Notice>(Assert.Single(ada.Heard));
        Assert.Equal((NoticeCode.VersionCreated, "bob"), (notice.Code, notice.Data!["by"]));
    }

    [Fact]
    public async Task A_document_that_was_never_written_has_no_versions()
    {
        var command = new NameVersion("draft", "ada");
        _rig.Step(command);

        Assert.Equal(CommandRefusal.NothingWritten, (await Assert.ThrowsAsync<CommandRefusedException>(() => command.Answer)).Refusal);
    }

    [Fact]
    public async Task A_version_that_cannot_be_stored_is_an_error_for_who_asked_and_for_nobody_else()
    {
        var rig = new ActorRig(durableSeq: 1);
        var ada = rig.JoinNative();
        var command = new NameVersion("draft", "ada");
        rig.Step(command);
        rig.FailSnapshot(new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => command.Answer);
        Assert.Empty(ada.Heard);
    }
}
