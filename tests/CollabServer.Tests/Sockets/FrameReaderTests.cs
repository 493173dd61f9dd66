using System.Net.WebSockets;
using CollabServer.Sockets;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Tests.Sockets;

public sealed class FrameReaderTests : IDisposable
{
    private const int Limit = 20_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly SocketPair _connection = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ReceiveBudget _budget = new(limitBytes: 2 * Limit);
    private readonly FrameReader _reader;

    public FrameReaderTests() => _reader = new FrameReader(_connection.Server, Limit, Deadline, _time, _budget);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _connection.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(Limit)]
    public async Task A_message_up_to_the_limit_comes_whole(int bytes)
    {
        var message = Bytes(bytes);
        await SendAsync(message);

        await AssertReceivedAsync(ReceivedKind.Binary, message);
    }

    [Fact]
    public async Task Fragments_are_put_together_empty_ones_as_well()
    {
        var message = Bytes(10_000);
        await SendAsync([], end: false);
        await SendAsync(message[..1], end: false);
        await SendAsync(message[1..9_000], end: false);
        await SendAsync([], end: false);
        await SendAsync(message[9_000..], end: false);
        await SendAsync([], end: true);
        await SendAsync([7]);

        await AssertReceivedAsync(ReceivedKind.Binary, message);
        await AssertReceivedAsync(ReceivedKind.Binary, [7]);
    }

    [Fact]
    public async Task Messages_that_arrive_together_come_one_by_one_and_do_not_share_memory()
    {
        await SendAsync([1, 1]);
        await SendAsync([]);
        await SendAsync([2]);

        var first = await _reader.ReceiveAsync(Ct);
        await AssertReceivedAsync(ReceivedKind.Binary, []);
        await AssertReceivedAsync(ReceivedKind.Binary, [2]);
        Assert.Equal([1, 1], first.Bytes.ToArray());
    }

    [Fact]
    public async Task A_message_of_one_byte_more_is_too_big()
    {
        await SendAsync(Bytes(Limit + 1));
        await AssertReceivedAsync(ReceivedKind.TooBig, []);
    }

    [Fact]
    public async Task A_message_that_fits_the_first_buffer_but_not_the_limit_is_too_big()
    {
        using var strict = new FrameReader(_connection.Server, maxMessageBytes: 10, Deadline, _time, _budget);
        await SendAsync(Bytes(11));

        Assert.Equal(ReceivedKind.TooBig, (await strict.ReceiveAsync(Ct)).Kind);
    }

    [Fact]
    public async Task A_message_that_never_ends_is_too_big_as_soon_as_it_is()
    {
        for (var sent = 0; sent <= Limit; sent += 1000)
        {
            await SendAsync(Bytes(1000), end: false);
        }

        await AssertReceivedAsync(ReceivedKind.TooBig, []);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public async Task Text_is_told_from_bytes(int length)
    {
        await _connection.Client.SendAsync(new byte[length].AsMemory(), WebSocketMessageType.Text, endOfMessage: true, Ct);
        Assert.Equal(ReceivedKind.Text, (await _reader.ReceiveAsync(Ct)).Kind);
    }

    [Fact]
    public async Task A_message_that_is_not_finished_in_time_is_too_slow_however_busy_its_sender()
    {
        await SendAsync([1], end: false);
        var receiving = _reader.ReceiveAsync(Ct).AsTask();
        await _time.WhenArmedAsync(1).WaitAsync(Ct);

        _time.Advance(Deadline / 2);
        await SendAsync([2], end: false);
        Assert.False(receiving.IsCompleted);
        _time.Advance(Deadline / 2);

        Assert.Equal(ReceivedKind.TooSlow, (await receiving.WaitAsync(Ct)).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_good_bye_is_heard_between_messages_and_within_one(bool within)
    {
        if (within)
        {
            await SendAsync([1], end: false);
        }

        await _connection.Client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Ct);

        await AssertReceivedAsync(ReceivedKind.Close, []);
    }

    [Fact]
    public async Task A_large_message_counts_until_the_next_one_is_asked_for()
    {
        await SendAsync(Bytes(Limit));
        await AssertReceivedAsync(ReceivedKind.Binary, Bytes(Limit));
        Assert.InRange(_budget.TakenBytes, Limit, 2 * Limit);

        await SendAsync([1]);
        await AssertReceivedAsync(ReceivedKind.Binary, [1]);

        Assert.Equal(0, _budget.TakenBytes);
    }

    [Fact]
    public async Task A_large_message_is_refused_while_others_hold_the_budget_and_small_ones_are_not()
    {
        Assert.True(_budget.TryTake(2 * Limit));
        await SendAsync([1]);
        await AssertReceivedAsync(ReceivedKind.Binary, [1]);
        await SendAsync(Bytes(5_000));

        await AssertReceivedAsync(ReceivedKind.Overloaded, []);

        _budget.GiveBack(2 * Limit);
    }

    [Fact]
    public async Task What_was_received_of_an_unfinished_message_is_given_back_when_its_reader_goes()
    {
        using (var reader = new FrameReader(_connection.Server, Limit, Deadline, _time, _budget))
        {
            await SendAsync(Bytes(10_000), end: false);
            await _connection.Client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Ct);
            Assert.Equal(ReceivedKind.Close, (await reader.ReceiveAsync(Ct)).Kind);
            Assert.NotEqual(0, _budget.TakenBytes);
        }

        Assert.Equal(0, _budget.TakenBytes);
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private async Task SendAsync(byte[] bytes, bool end = true) => await _connection.Client.SendAsync(bytes.AsMemory(), WebSocketMessageType.Binary, end, Ct);

    private async Task AssertReceivedAsync(ReceivedKind kind, byte[] bytes)
    {
        var frame = await _reader.ReceiveAsync(Ct);
        Assert.Equal(kind, frame.Kind);
        Assert.Equal(bytes, frame.Bytes.ToArray());
    }
}
