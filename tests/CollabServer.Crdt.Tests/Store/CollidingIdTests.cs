using CollabServer.Crdt.Document;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>
/// Peers choose client ids, and .NET's hash of an integer is its two halves put together: half a megabyte of ids that all have one hash would keep a
/// table busy for minutes.
/// </summary>
public sealed class CollidingIdTests
{
    private const int Count = 20_000;

    private static readonly ulong[] Ids = [.. Enumerable.Range(1, Count).Select(high => ((ulong)high << 32) | ((uint)high ^ 0x12345678u))];

    [Fact]
    public void Ids_that_collide_for_dotnet_do_not_collide_here()
    {
        Assert.Single(Ids.Select(id => id.GetHashCode()).Distinct());
        Assert.InRange(Ids.Select(ClientIdComparer.Instance.GetHashCode).Distinct().Count(), Count - 100, Count);
        Assert.InRange(Ids.Select(id => new BlockId(id, 1).GetHashCode()).Distinct().Count(), Count - 100, Count);

        // Chosen so that the sum of both halves' hashes, as a record makes it, is the same for all.
        Assert.InRange(Enumerable.Range(0, Count).Select(i => new BlockId((ulong)i, (uint)i * 1521134295L).GetHashCode()).Distinct().Count(), Count - 100, Count);
    }

    [Fact]
    public void State_vectors_are_read_into_tables_with_that_hash()
    {
        using var writer = new ByteWriter();
        writer.WriteVarUint((ulong)Count);
        foreach (var id in Ids)
        {
            writer.WriteVarUints(id, 1);
        }

        var state = StateVectorCodec.Read(writer.Written);
        Assert.Same(ClientIdComparer.Instance, state.Comparer);
        Assert.Equal(Count, state.Count);
        using var doc = new Doc();
        using var read = doc.ReadTransaction();
        Assert.Equal([0, 0], read.StateDiffV1(writer.ToArray()));
    }

    /// <summary>What waits is known by client id, in several tables.</summary>
    [Fact]
    public void What_waits_is_kept_in_tables_with_that_hash()
    {
        var writer = new UpdateWriterV1();
        writer.WritePlain((ulong)Count);
        foreach (var id in Ids.Reverse())
        {
            writer.BeginBlock(1, id, 5);
            writer.WriteInfo((byte)ContentKind.Collected);
            writer.WriteLength(1);
        }

        writer.WritePlain((ulong)Count);
        foreach (var id in Ids.Reverse())
        {
            writer.BeginDeletesOfClient(id, 1);
            writer.WriteDelete(0, 1);
        }

        var update = writer.ToArray();
        using var doc = new Doc();
        using (var write = doc.WriteTransaction())
        {
            Assert.Equal(UpdateEffect.Pending, write.Apply(update, UpdateEncoding.V1));
            Assert.Equal(UpdateEffect.None, write.Apply(update, UpdateEncoding.V1));
        }

        using var read = doc.ReadTransaction();
        Assert.Equal(Count, read.MissingClocks().Count);
        Assert.Equal(Count, UpdateBlob.Clocks(update, UpdateEncoding.V1).Count);
        Assert.Same(ClientIdComparer.Instance, ((Dictionary<ulong, CollabServer.Crdt.Document.State.ClockRange[]>)read.MissingClocks()).Comparer);
    }
}
