using CollabServer.Crdt.Document;
using CollabServer.Crdt.Infrastructure;
using Xunit;

namespace CollabServer.Crdt.Tests.Infrastructure;

public sealed class ClientIdGeneratorTests
{
    /// <summary>YDotNet has 16 of them. Of 2^32, a thousand are all different in 9,998 of 10,000 runs; here a few may meet.</summary>
    [Fact]
    public void Ids_are_drawn_from_all_32_bits()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => ClientIdGenerator.Random()).ToHashSet();
        Assert.InRange(ids.Count, 990, 1000);
        Assert.All(ids, id => Assert.InRange(id, 0u, uint.MaxValue));
        Assert.Equal(uint.MaxValue, ids.Aggregate((a, b) => a | b));
        Assert.Equal(0u, ids.Aggregate((a, b) => a & b));
        Assert.Equal(9_007_199_254_740_991u, ClientIdGenerator.MaxSafeInteger);
    }

    [Fact]
    public void Documents_draw_an_id_each()
    {
        using var one = new Doc();
        using var other = new Doc();
        using var third = new Doc();
        Assert.True(one.Id != other.Id || other.Id != third.Id);
    }
}
