using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;

namespace CollabServer.Documents.Tests.Actor;

public sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new(capacity: 2);

    [Fact]
    public async Task A_full_mailbox_makes_clients_wait_until_it_is_drained()
    {
        var (first, second, third) = (new ListSessions(), new ListSessions(), new ListSessions());
        Assert.True(await _mailbox.PostAsync(first, default));
        Assert.True(await _mailbox.PostAsync(second, default));
        var waiting = _mailbox.PostAsync(third, default).AsTask();
        Assert.False(waiting.IsCompleted);

        Assert.Equal([first, second], Drain());
        Assert.True(await waiting);
        Assert.Equal([third], Drain());
    }

    [Fact]
    public async Task A_full_mailbox_never_makes_the_process_wait()
    {
        var (first, second) = (new ListSessions(), new ListSessions());
        await _mailbox.PostAsync(first, default);
        await _mailbox.PostAsync(second, default);
        _mailbox.Post(StopNow.Instance);

        Assert.Equal([StopNow.Instance, first, second], Drain());
    }

    [Fact]
    public async Task What_the_process_says_wakes_the_reader()
    {
        var waiting = _mailbox.WaitAsync(default);
        Assert.False(waiting.IsCompleted);
        _mailbox.Post(StopNow.Instance);

        Assert.True(await waiting);
        Assert.Equal([StopNow.Instance], Drain());
    }

    [Fact]
    public async Task No_wake_up_is_lost_however_posting_and_draining_overlap()
    {
        const int Messages = 20_000;
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
            {
                if (writer % 2 == 0)
                {
                    _mailbox.Post(StopNow.Instance);
                }
                else
                {
                    await _mailbox.PostAsync(UnloadRefused.Instance, default);
                }
            }
        })).ToArray();

        var (received, inputs) = (0, new List<DocumentInput>());
        while (received < 4 * Messages)
        {
            await _mailbox.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            inputs.Clear();
            _mailbox.Drain(inputs);
            received += inputs.Count;
        }

        await Task.WhenAll(writers);
        Assert.Equal(4 * Messages, received);
    }

    [Fact]
    public async Task A_closed_mailbox_takes_nothing_and_hands_back_what_was_not_read()
    {
        var (first, second) = (new ListSessions(), new ListSessions());
        await _mailbox.PostAsync(first, default);
        await _mailbox.PostAsync(second, default);
        var waiting = _mailbox.PostAsync(new ListSessions(), default).AsTask();

        Assert.Equal([first, second], _mailbox.Close().Where(input => input is ListSessions).Take(2));
        Assert.False(await _mailbox.PostAsync(new ListSessions(), default));
        await waiting;
    }

    private List<DocumentInput> Drain()
    {
        var inputs = new List<DocumentInput>();
        _mailbox.Drain(inputs);
        return inputs;
    }
}
