using CollabServer.Crdt.Lib0;
using Xunit;

namespace CollabServer.Crdt.Tests.Lib0;

/// <summary>An id that is encoded once is written as it would be each time, up to the largest that a client may have.</summary>
public sealed class FrequentVarUintTests
{
    [Fact]
    public void It_writes_what_going_group_by_group_writes()
    {
        for (var bits = 0; bits <= 53; bits++)
        {
            foreach (var value in new[] { (1UL << bits) - 1, 1UL << Math.Min(bits, 52) })
            {
                var expected = new byte[VarUint.Room];
                var length = VarUint.WriteExactly(expected, value);

                var written = new byte[2 * VarUint.Room];
                var frequent = new FrequentVarUint(value);
                frequent.Put(ref frequent.Put(ref written[0])) = 0xFF;

                Assert.Equal(value, frequent.Value);
                Assert.Equal([.. expected[..length], .. expected[..length], 0xFF], written[..((2 * length) + 1)]);
            }
        }
    }
}
