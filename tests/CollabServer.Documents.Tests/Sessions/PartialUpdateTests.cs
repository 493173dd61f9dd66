using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Sessions;

public sealed class PartialUpdateTests
{
    private readonly PartialUpdate _partial = new();

    [Fact]
    public void Parts_in_order_become_one_update()
    {
        Assert.Null(_partial.Add(Part([1, 2], 0, 3), maxBytes: 10));
        Assert.Null(_partial.Add(Part([3], 1, 3), maxBytes: 10));
        Assert.Equal(3, _partial.Bytes);

        Assert.Equal([1, 2, 3, 4], _partial.Add(Part([4], 2, 3), maxBytes: 10)!.Value.ToArray());
        Assert.Equal(0, _partial.Bytes);
    }

    [Fact]
    public void One_part_is_the_update_itself() => Assert.Equal([1, 2], _partial.Add(Part([1, 2], 0, 1), maxBytes: 10)!.Value.ToArray());

    [Fact]
    public void A_second_update_can_follow_the_first()
    {
        _partial.Add(Part([1], 0, 2), maxBytes: 10);
        _partial.Add(Part([2], 1, 2), maxBytes: 10);

        Assert.Null(_partial.Add(Part([3], 0, 2, reference: 2), maxBytes: 10));
        Assert.Equal([3, 4], _partial.Add(Part([4], 1, 2, reference: 2), maxBytes: 10)!.Value.ToArray());
    }

    [Theory]
    [InlineData(2, 3, 1UL)]
    [InlineData(0, 3, 1UL)]
    [InlineData(1, 4, 1UL)]
    [InlineData(1, 3, 2UL)]
    public void A_part_out_of_order_or_of_another_update_is_refused(int part, int parts, ulong reference)
    {
        _partial.Add(Part([1], 0, 3), maxBytes: 10);

        Assert.Equal(CloseCode.UnexpectedMessage, Refused(Part([2], part, parts, reference)));
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    public void Impossible_part_numbers_are_refused(int part, int parts) =>
        Assert.Equal(CloseCode.UnexpectedMessage, Refused(Part([1], part, parts)));

    [Fact]
    public void The_parts_together_may_not_exceed_the_limit()
    {
        _partial.Add(Part(new byte[6], 0, 3), maxBytes: 10);

        Assert.Equal(CloseCode.MessageTooBig, Refused(Part(new byte[5], 1, 3)));
    }

    [Fact]
    public void Claiming_many_parts_allocates_nothing_for_them()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _partial.Add(Part([1], 0, int.MaxValue), maxBytes: long.MaxValue);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }

    private CloseCode Refused(ClientSyncPart part) => Assert.Throws<ProtocolException>(() => _partial.Add(part, maxBytes: 10)).CloseCode;

    private static ClientSyncPart Part(byte[] bytes, int part, int parts, ulong reference = 1) => new(bytes, part, parts, reference);
}
