using System.Diagnostics;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>Real updates with seeded damage. Whatever comes of it, there is one kind of exception, and no price out of proportion.</summary>
public sealed class HostileBytesTests
{
    private const long FreeBytes = 2 * 1024 * 1024;
    private const long BytesPerByte = 8 * 1024;
    private static readonly UpdateLimits Limits = new() { FreeStructs = 1_000 };

    [Fact]
    public void Damaged_updates_are_refused_whole_or_taken_whole() => Seeds.ForEach(60, seed =>
    {
        var random = new Random(seed);
        var updates = Updates(random);
        using var doc = new Doc(new DocOptions { Limits = Limits, SkipGarbageCollection = random.Next(2) == 0 });
        for (var i = 0; i < 60; i++)
        {
            var encoding = random.Next(2) == 0 ? UpdateEncoding.V1 : UpdateEncoding.V2;
            var (v1, v2) = updates[random.Next(updates.Count)];
            var original = encoding == UpdateEncoding.V1 ? v1 : v2;
            var bytes = random.Next(4) == 0 ? original : Damage(original, updates, random);
            Apply(doc, bytes, encoding);
            CheckBlobs(bytes, encoding, random);
            CheckOthers(doc, bytes);
        }

        // What was taken can be written, read and written again.
        using var loaded = new Doc();
        using (var read = doc.ReadTransaction())
        using (var write = loaded.WriteTransaction())
        {
            write.ApplyStored(read.StateDiffV2(null), UpdateEncoding.V2);
        }

        using var expected = doc.ReadTransaction();
        using var actual = loaded.ReadTransaction();
        Assert.Equal(expected.Snapshot(), actual.Snapshot());
    });

    private static void Apply(Doc doc, byte[] bytes, UpdateEncoding encoding)
    {
        var before = Replicas.State(doc);
        var refused = false;
        using (var transaction = doc.WriteTransaction())
        {
            Measured(bytes, () => refused = !Try(() => transaction.Apply(bytes, encoding)), "apply");
        }

        if (refused)
        {
            Assert.Equal(before, Replicas.State(doc));
        }
        else
        {
            BlockStoreInvariants.Check(doc.Store);
        }
    }

    private static void CheckBlobs(byte[] bytes, UpdateEncoding encoding, Random random)
    {
        var limits = UpdateLimits.Default with { FreeStructs = Limits.FreeStructs };
        var other = encoding == UpdateEncoding.V1 ? UpdateEncoding.V2 : UpdateEncoding.V1;
        Measured(bytes, () => Try(() => UpdateMerge.Merge([bytes, bytes], encoding, limits)), "merge");
        Measured(bytes, () => Try(() => UpdateBlob.Convert(bytes, encoding, other, limits)), "convert");
        Measured(bytes, () => Try(() => UpdateMerge.Normalize(bytes, encoding, limits)), "normalize");
        Measured(bytes, () => Try(() => UpdateBlob.StateVector(bytes, encoding)), "state vector of blob");
        Measured(bytes, () => Try(() => UpdateBlob.MissingClocks(bytes, default, encoding)), "missing clocks");
        CheckDiff(bytes, [1, 1, (byte)random.Next(128)], encoding, limits);
    }

    /// <summary>Copying what a peer lacks and writing it struct by struct is the same, for whatever can be read at all.</summary>
    private static void CheckDiff(byte[] bytes, byte[] stateVector, UpdateEncoding encoding, UpdateLimits limits)
    {
        byte[]? diff = null;
        byte[]? rewritten = null;
        Measured(bytes, () => Try(() => diff = UpdateDiff.Diff(bytes, stateVector, encoding, limits)), "diff");
        Try(() => rewritten = UpdateDiff.Rewrite(bytes, StateVectorCodec.Read(stateVector), encoding, limits, output: null));
        Assert.Equal(rewritten, diff);
    }

    private static void CheckOthers(Doc doc, byte[] bytes)
    {
        using var read = doc.ReadTransaction();
        var size = Replicas.State(doc);
        Measured(size, () => Try(() => read.StateDiffV1(bytes)), "state vector");
        Measured(size, () => Try(() => read.StateDiffV2(bytes)), "state vector");
        Measured(size, () => Try(() => read.EncodeStateFromSnapshotV1(bytes)), "snapshot");
        Measured(size, () => Try(() => StickyIndex.Decode(bytes).Read(read)), "sticky index");
    }

    /// <summary>False if it was refused in the documented way; any other exception is a fault.</summary>
    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (MalformedUpdateException)
        {
            return false;
        }
    }

    private static void Measured(byte[] input, Action action, string what)
    {
        var clock = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < FreeBytes + (input.Length * BytesPerByte), $"{what} of {Convert.ToHexString(input)} allocated {allocated} bytes");
        Assert.True(clock.Elapsed.TotalSeconds < 5, $"{what} of {Convert.ToHexString(input)} took {clock.Elapsed}");
    }

    /// <summary>Updates of a random editing session, both encodings of each.</summary>
    private static List<(byte[] V1, byte[] V2)> Updates(Random random)
    {
        var replica = new RandomEdits(random, (ulong)random.Next(1, 200), surrogatePairs: true);
        var updates = new List<(byte[] V1, byte[] V2)>();
        using (replica.Doc.ObserveUpdatesV1(e => updates.Add((e.Update, UpdateBlob.Convert(e.Update, UpdateEncoding.V1, UpdateEncoding.V2)))))
        {
            for (var i = 0; i < 20; i++)
            {
                replica.Edit();
            }
        }

        return updates;
    }

    private static byte[] Damage(byte[] original, List<(byte[] V1, byte[] V2)> others, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)0xFF, random.Next(1, 9)).Append((byte)random.Next(16)));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    var (v1, v2) = others[random.Next(others.Count)];
                    var other = random.Next(2) == 0 ? v1 : v2;
                    bytes.InsertRange(at, other.Skip(random.Next(other.Length)).Take(random.Next(20)));
                    break;
                case 4 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 5 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(4);
                    break;
                default:
                    if (at < bytes.Count)
                    {
                        bytes[at] ^= (byte)(1 << random.Next(8));
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
