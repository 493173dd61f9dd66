using CollabServer.Documents.Access;
using CollabServer.Documents.Sessions;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Actor;

public sealed class DocumentLoopTests
{
    // Timers count whole milliseconds, so one can go off just before the moment it was set for. The document then has nothing to do yet,
    // and nothing else happens in it that would wake it again.
    [Fact]
    public async Task A_timer_that_goes_off_a_moment_early_is_set_again()
    {
        await using var node = new TestNode(new InMemoryStore(), options => options.HelloTimeout = TimeSpan.FromMilliseconds(100.5));
        using var document = await node.OpenAsync();
        var silent = new TestOutbox(node.Native);
        await using var inbox = await document.JoinAsync(
            new SessionInfo(Principal.Anonymous), node.Native, silent, TestContext.Current.CancellationToken);

        await node.AdvanceUntilAsync(() => silent.Closed.IsCompleted, TimeSpan.FromMilliseconds(50), "the silent client is sent away");

        Assert.Equal(CloseCode.HelloTimeout, await silent.Closed);
    }
}
