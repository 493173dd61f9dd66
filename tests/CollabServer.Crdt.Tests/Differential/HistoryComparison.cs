using System.Security.Cryptography;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>Gives the engine the blobs a Yjs document received, and holds it to the same bytes after each of them.</summary>
internal static class HistoryComparison
{
    public static void Check(History history)
    {
        foreach (var session in history.Json.GetProperty("sessions").EnumerateArray())
        {
            var blobs = session.GetProperty("blobs").EnumerateArray().Select(b => (Encoding: History.EncodingOf(b), Bytes: b.GetProperty("bytes").GetBytesFromBase64())).ToList();
            foreach (var observer in session.GetProperty("observers").EnumerateArray())
            {
                // A root nobody opened must merge the same.
                foreach (var opened in new[] { true, false })
                {
                    Observe(history, blobs, observer, opened);
                }
            }
        }

        foreach (var operation in history.Json.GetProperty("operations").EnumerateArray())
        {
            CheckOperation(operation);
        }
    }

    private static void Observe(History history, List<(UpdateEncoding Encoding, byte[] Bytes)> blobs, JsonElement observer, bool opened)
    {
        var gc = observer.GetProperty("gc").GetBoolean();
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: !gc);
        if (opened)
        {
            // Long lists get an index; here every list that is walked.
            doc.Store.Indexes.Patience = 0;
            _ = history.Open(doc);
        }

        var states = observer.GetProperty("states");
        for (var i = 0; i < blobs.Count; i++)
        {
            var at = $"blob {i} of {blobs.Count} ({blobs[i].Encoding}, gc {gc}, opened {opened})";
            using (var write = doc.WriteTransaction())
            {
                write.Apply(blobs[i].Bytes, blobs[i].Encoding);
            }

            BlockStoreInvariants.Check(doc.Store);
            CheckState(history, doc, states[i], opened, at);
        }

        CheckFinal(doc, observer);
        if (observer.TryGetProperty("past", out var past))
        {
            CheckPast(history, doc, past);
        }
    }

    private static void CheckState(History history, Doc doc, JsonElement expected, bool opened, string at)
    {
        using (var read = doc.ReadTransaction())
        {
            Assert.True(expected.GetProperty("pending").GetBoolean() == read.HasPending, $"pending after {at}");
            Assert.True(expected.GetProperty("vector").GetBytesFromBase64().AsSpan().SequenceEqual(read.StateVectorV1()), $"state vector after {at}");
            if (expected.TryGetProperty("v1", out var v1))
            {
                AssertHash(v1, read.StateDiffV1(null), $"V1 state after {at}");
            }

            if (expected.TryGetProperty("v2", out var v2))
            {
                AssertHash(v2, read.StateDiffV2(null), $"V2 state after {at}");
            }

            if (expected.TryGetProperty("snapshot", out var snapshot))
            {
                Assert.True(snapshot.GetBytesFromBase64().AsSpan().SequenceEqual(read.Snapshot()), $"snapshot after {at}");
            }
        }

        if (opened && expected.TryGetProperty("roots", out var roots))
        {
            Assert.Equal(Canonical.Of(roots), history.Content(doc));
        }
    }

    private static void CheckFinal(Doc doc, JsonElement observer)
    {
        var final = observer.GetProperty("final");
        var cut = final.GetProperty("cut").GetBytesFromBase64();
        using var read = doc.ReadTransaction();
        Assert.Equal(final.GetProperty("v1").GetBytesFromBase64(), read.StateDiffV1(null));
        Assert.Equal(final.GetProperty("v2").GetBytesFromBase64(), read.StateDiffV2(null));
        Assert.Equal(final.GetProperty("diffV1").GetBytesFromBase64(), read.StateDiffV1(cut));
        Assert.Equal(final.GetProperty("diffV2").GetBytesFromBase64(), read.StateDiffV2(cut));
    }

    private static void CheckPast(History history, Doc doc, JsonElement past)
    {
        byte[] state;
        using (var read = doc.ReadTransaction())
        {
            state = read.EncodeStateFromSnapshotV2(past.GetProperty("snapshot").GetBytesFromBase64())!;
        }

        using var at = FuzzSession.NewDoc();
        using (var write = at.WriteTransaction())
        {
            write.Apply(state, UpdateEncoding.V2);
        }

        if (past.TryGetProperty("v1", out var v1))
        {
            using var read = at.ReadTransaction();
            AssertHash(v1, read.StateDiffV1(null), "V1 state at a snapshot");
            AssertHash(past.GetProperty("v2"), read.StateDiffV2(null), "V2 state at a snapshot");
        }

        Assert.Equal(Canonical.Of(past.GetProperty("roots")), history.Content(at));
    }

    private static void CheckOperation(JsonElement operation)
    {
        var encoding = History.EncodingOf(operation);
        var other = encoding == UpdateEncoding.V1 ? UpdateEncoding.V2 : UpdateEncoding.V1;
        byte[] Bytes(string name) => operation.GetProperty(name).GetBytesFromBase64();

        var merged = UpdateBlob.Merge([.. operation.GetProperty("some").EnumerateArray().Select(b => (ReadOnlyMemory<byte>)b.GetBytesFromBase64())], encoding);
        Assert.Equal(Bytes("merged"), merged);
        Assert.Equal(Bytes("diff"), UpdateBlob.Diff(merged, Bytes("vector"), encoding));
        Assert.Equal(Bytes("state"), UpdateBlob.StateVector(merged, encoding));
        Assert.Equal(Bytes("converted"), UpdateBlob.Convert(merged, encoding, other));
        Assert.Equal(merged, UpdateBlob.Normalize(merged, encoding));
    }

    private static void AssertHash(JsonElement expected, byte[] actual, string what) =>
        Assert.True(expected.GetString() == Convert.ToHexStringLower(SHA256.HashData(actual)), $"{what}, which is {Convert.ToBase64String(actual)}");
}
