using System.Diagnostics;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>A document that is sent bytes of every kind: whatever comes of it, there is one kind of exception, and no price out of proportion.</summary>
internal sealed class HostileChecks : IDisposable
{
    private const long FreeBytes = 2 * 1024 * 1024;

    /// <summary>With the default limits, a few bytes may say 200,000 structs.</summary>
    private const long FreeBytesOfDefaults = 64 * 1024 * 1024;
    private const long BytesPerByte = 8 * 1024;
    private static readonly TimeSpan TimeBudget = TimeSpan.FromSeconds(10);
    private static readonly UpdateLimits Limits = new() { FreeStructs = 1_000 };
    private readonly Doc _doc;
    private byte[] _state;

    public HostileChecks(bool skipGarbageCollection)
    {
        _doc = new Doc(new DocOptions { Limits = Limits, SkipGarbageCollection = skipGarbageCollection });
        _state = Replicas.State(_doc);
    }

    public int Taken { get; private set; }

    public int Refused { get; private set; }

    public void Apply(byte[] bytes, UpdateEncoding encoding)
    {
        var refused = false;
        using (var transaction = _doc.WriteTransaction())
        {
            Measured(bytes, () => refused = !Try(() => transaction.Apply(bytes, encoding)), "apply");
        }

        var state = Replicas.State(_doc);
        if (refused)
        {
            Refused++;
            Assert.True(_state.AsSpan().SequenceEqual(state), $"refused but changed by {Convert.ToHexString(bytes)}");
            return;
        }

        Taken++;
        _state = state;
        BlockStoreInvariants.Check(_doc.Store);
    }

    /// <summary>What needs no document.</summary>
    public static void CheckBlobs(byte[] bytes, UpdateEncoding encoding, Random random)
    {
        var limits = UpdateLimits.Default with { FreeStructs = Limits.FreeStructs };
        var other = encoding == UpdateEncoding.V1 ? UpdateEncoding.V2 : UpdateEncoding.V1;
        Measured(bytes, () => Try(() => UpdateMerge.Merge([bytes, bytes], encoding, limits)), "merge");
        Measured(bytes, () => Try(() => UpdateBlob.Convert(bytes, encoding, other, limits)), "convert");
        Measured(bytes, () => Try(() => UpdateMerge.Normalize(bytes, encoding, limits)), "normalize");
        Measured(bytes, () => Try(() => UpdateBlob.StateVector(bytes, encoding)), "state vector of blob", FreeBytesOfDefaults);
        Measured(bytes, () => Try(() => UpdateBlob.MissingClocks(bytes, default, encoding)), "missing clocks", FreeBytesOfDefaults);
        CheckDiff(bytes, [1, 1, (byte)random.Next(128)], encoding, limits);
    }

    /// <summary>Copying what a peer lacks and writing it struct by struct is the same, for whatever can be read at all.</summary>
    private static void CheckDiff(byte[] bytes, byte[] stateVector, UpdateEncoding encoding, UpdateLimits limits)
    {
        byte[]? diff = null;
        byte[]? rewritten = null;
        Measured(bytes, () => Try(() => diff = UpdateDiff.Diff(bytes, stateVector, encoding, limits)), "diff");
        Try(() => rewritten = UpdateDiff.Rewrite(bytes, StateVectorCodec.Read(stateVector), encoding, limits, output: null));
        Assert.True(diff is null ? rewritten is null : rewritten is not null && diff.AsSpan().SequenceEqual(rewritten), $"diff of {Convert.ToHexString(bytes)}");
    }

    /// <summary>The bytes as everything else a document reads.</summary>
    public void CheckReading(byte[] bytes)
    {
        using var read = _doc.ReadTransaction();
        Measured(_state, () => Try(() => read.StateDiffV1(bytes)), "state vector");
        Measured(_state, () => Try(() => read.StateDiffV2(bytes)), "state vector");
        Measured(_state, () => Try(() => read.EncodeStateFromSnapshotV1(bytes)), "snapshot");
        Measured(_state, () => Try(() => StickyIndex.Decode(bytes).Read(read)), "sticky index");
    }

    /// <summary>What was taken can be written in either encoding, read, and is then the same.</summary>
    public void CheckReload()
    {
        using var expected = _doc.ReadTransaction();
        foreach (var encoding in new[] { UpdateEncoding.V1, UpdateEncoding.V2 })
        {
            using var loaded = new Doc();
            using (var write = loaded.WriteTransaction())
            {
                write.ApplyStored(encoding == UpdateEncoding.V1 ? _state : expected.StateDiffV2(null), encoding);
            }

            using var actual = loaded.ReadTransaction();
            Assert.Equal(expected.Snapshot(), actual.Snapshot());
            Assert.Equal(Places.Of(_doc), Places.Of(loaded));
            BlockStoreInvariants.Check(loaded.Store);
        }
    }

    public void Dispose() => _doc.Dispose();

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

    private static void Measured(byte[] input, Action action, string what, long free = FreeBytes)
    {
        var clock = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            action();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what} of {Convert.ToHexString(input)}", e);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < free + (input.Length * BytesPerByte), $"{what} of {Convert.ToHexString(input)} allocated {allocated} bytes");
        Assert.True(clock.Elapsed < TimeBudget, $"{what} of {Convert.ToHexString(input)} took {clock.Elapsed}");
    }
}
