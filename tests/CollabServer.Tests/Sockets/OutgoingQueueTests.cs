using CollabServer.Sockets;
using Xunit;

namespace CollabServer.Tests.Sockets;

public sealed class OutgoingQueueTests
{
    private static ReadOnlyMemory<byte>[] Frames(params int[] sizes) => [.. sizes.Select(size => new ReadOnlyMemory<byte>(new byte[size]))];

    [Fact]
    public void Frames_leave_in_the_order_in_which_they_came()
    {
        var queue = new OutgoingQueue(limitBytes: 100);
        Assert.True(queue.TryEnqueue(Frames(1, 2), from: 0));
        Assert.True(queue.TryEnqueue(Frames(9, 3), from: 1));

        Assert.Equal(1, queue.Dequeue().Length);
        Assert.Equal(2, queue.Dequeue().Length);
        Assert.Equal(3, queue.Dequeue().Length);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void What_does_not_fit_is_refused_whole()
    {
        var queue = new OutgoingQueue(limitBytes: 100);
        Assert.True(queue.TryEnqueue(Frames(60), from: 0));

        Assert.False(queue.TryEnqueue(Frames(20, 30), from: 0));

        Assert.Equal(60, queue.Dequeue().Length);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void One_reply_larger_than_the_bound_may_wait_and_ordinary_frames_beside_it()
    {
        var queue = new OutgoingQueue(limitBytes: 100);
        Assert.True(queue.TryEnqueue(Frames(50), from: 0));
        Assert.True(queue.TryEnqueue(Frames(400, 400), from: 0));

        Assert.True(queue.TryEnqueue(Frames(90), from: 0));
        Assert.False(queue.TryEnqueue(Frames(20), from: 0));
    }

    [Fact]
    public void A_second_large_reply_is_refused_while_the_first_one_waits()
    {
        var queue = new OutgoingQueue(limitBytes: 100);
        Assert.True(queue.TryEnqueue(Frames(800), from: 0));
        Assert.False(queue.TryEnqueue(Frames(800), from: 0));

        queue.Dequeue();

        Assert.True(queue.TryEnqueue(Frames(800), from: 0));
    }

    [Fact]
    public void After_a_large_reply_has_left_the_bound_holds_again()
    {
        var queue = new OutgoingQueue(limitBytes: 100);
        Assert.True(queue.TryEnqueue(Frames(500), from: 0));
        queue.Dequeue();

        Assert.True(queue.TryEnqueue(Frames(100), from: 0));
        Assert.False(queue.TryEnqueue(Frames(1), from: 0));
    }
}
