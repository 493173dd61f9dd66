using System.Net.WebSockets;
using CollabServer.Protocol;
using CollabServer.Sockets;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Tests.Sockets;

public sealed class SocketOutboxTests
{
    private const int KiB = 1024;
    private static readonly SocketOptions Options = new();

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_frame_may_take_longer_than_the_send_deadline_while_the_peer_keeps_reading()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        var frame = new byte[1024 * KiB];
        new Random(1).NextBytes(frame);

        Assert.True(outbox.TrySend([frame]));

        // 64 KiB every 4 s, which is four times as long as SendDeadline altogether and less than that for any part.
        var received = new byte[frame.Length];
        for (var at = 0; at < received.Length; at += 64 * KiB)
        {
            await connection.ReadExactlyAsync(received.AsMemory(at, 64 * KiB), Ct);
            _time.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.Equal(frame, received);
        Assert.False(outbox.Aborted.IsCancellationRequested);
    }

    [Fact]
    public async Task A_frame_leaves_at_once_also_after_the_queue_ran_dry()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        for (byte i = 0; i < 3; i++)
        {
            Assert.True(outbox.TrySend([new[] { i }]));

            var received = new byte[1];
            await connection.ReadExactlyAsync(received, Ct);
            Assert.Equal(i, received[0]);
        }
    }

    [Fact]
    public async Task A_peer_that_took_its_time_once_may_be_idle_for_as_long_as_it_likes()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        Assert.True(outbox.TrySend([new byte[100 * KiB]]));
        await connection.ReadExactlyAsync(new byte[100 * KiB], Ct);
        // When this one arrives, what followed the last part of the other has been done.
        Assert.True(outbox.TrySend([new byte[1]]));
        await connection.ReadExactlyAsync(new byte[1], Ct);

        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(outbox.Aborted.IsCancellationRequested);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_dropped_after_the_send_deadline()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        Assert.True(outbox.TrySend([new byte[1024 * KiB]]));
        await _time.WhenArmedAsync(1).WaitAsync(Ct);

        _time.Advance(Options.SendDeadline);

        Assert.True(outbox.Aborted.IsCancellationRequested);
        await outbox.CloseSent.WaitAsync(Ct);
        Assert.Equal(WebSocketState.Aborted, connection.Server.State);
    }

    [Fact]
    public async Task A_slow_reader_hears_that_it_is_one_instead_of_the_rest_of_a_large_frame()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        Assert.True(outbox.TrySend([new byte[1024 * KiB], new byte[10]]));

        outbox.Close(CloseCode.SlowReader, "The client does not read fast enough.");

        Assert.Equal(CloseCode.SlowReader, (CloseCode)(await connection.ReadToCloseAsync(atMostBytes: 256 * KiB, Ct))!.Value);
        await outbox.CloseSent.WaitAsync(Ct);
    }

    [Fact]
    public async Task A_slow_reader_that_reads_a_little_gets_no_more_time_for_it()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        Assert.True(outbox.TrySend([new byte[1024 * KiB]]));
        await _time.WhenArmedAsync(1).WaitAsync(Ct);
        outbox.Close(CloseCode.SlowReader, "The client does not read fast enough.");

        _time.Advance(Options.CloseDeadline);

        Assert.True(outbox.Aborted.IsCancellationRequested);
        await outbox.CloseSent.WaitAsync(Ct);
    }

    [Fact]
    public async Task Frames_that_wait_leave_in_order_before_the_close_frame()
    {
        using var connection = new SocketPair();
        using var outbox = new SocketOutbox(connection.Server, limitBytes: 1024 * KiB, Options, _time, connection.Cut);
        Assert.True(outbox.TrySend([new byte[100 * KiB], new byte[] { 1, 2 }]));
        Assert.True(outbox.TrySend([new byte[] { 3 }]));
        outbox.Close(CloseCode.GoingAway, "");
        Assert.True(outbox.TrySend([new byte[] { 4 }]));

        var received = new byte[(100 * KiB) + 3];
        await connection.ReadExactlyAsync(received, Ct);

        Assert.Equal([0, 1, 2, 3], received[^4..]);
        Assert.Equal(CloseCode.GoingAway, (CloseCode)(await connection.ReadToCloseAsync(atMostBytes: 0, Ct))!.Value);
    }
}
