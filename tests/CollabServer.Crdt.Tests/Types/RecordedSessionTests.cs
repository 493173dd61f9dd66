using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>Sessions recorded with Yjs, played back as local edits of ours with the same client ids.</summary>
public class RecordedSessionTests
{
    /// <summary>In this one a client edits a text of which a part waits, as happens to Yjs and not to us (<c>unstick</c> in <c>node/histories.mjs</c>).</summary>
    private const string Stuck = "text-ascii-1002";

    public static TheoryData<string> Sessions() => FuzzSession.All(name =>
        !name.Contains("undo-", StringComparison.Ordinal) && !name.Contains("text-lone", StringComparison.Ordinal) && !name.Contains(Stuck, StringComparison.Ordinal));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Local_edits_produce_the_bytes_yjs_produces(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var gc = session.Json.GetProperty("clientsGc").EnumerateArray().Select(e => e.GetBoolean()).ToList();
        var ids = session.Json.GetProperty("clients").EnumerateArray().Select(e => e.GetUInt64()).ToList();
        var docs = ids.Select((id, i) => FuzzSession.NewDoc(skipGarbageCollection: !gc[i], id)).ToList();
        var roots = docs.Select(doc => (IReadOnlyDictionary<string, Branch>)session.Open(doc).ToDictionary()).ToList();
        var emitted = new List<byte[]>();
        using var subscriptions = new Subscriptions(docs, emitted);
        var line = 0;
        foreach (var entry in session.Json.GetProperty("log").EnumerateArray())
        {
            emitted.Clear();
            var where = $"log line {line++}: {entry.GetRawText()[..Math.Min(400, entry.GetRawText().Length)]}";
            switch (entry[0].GetString())
            {
                case "tx":
                    var client = entry[1].GetInt32();
                    using (var transaction = docs[client].WriteTransaction("local"u8.ToArray()))
                    {
                        foreach (var op in entry[2].EnumerateArray())
                        {
                            RecordedEdits.Run(transaction, roots[client], op);
                        }
                    }

                    var expected = entry[3].EnumerateArray().Select(k => session.UpdatesV1[k.GetInt32()]).ToList();
                    Assert.True(expected.Count == emitted.Count, $"{where}: {emitted.Count} updates instead of {expected.Count}");
                    Assert.All(expected.Zip(emitted), pair => Assert.True(
                        pair.First.AsSpan().SequenceEqual(pair.Second),
                        $"{where}\nexpected {Convert.ToHexStringLower(pair.First)}\nactual   {Convert.ToHexStringLower(pair.Second)}"));
                    break;
                case "recv":
                    Receive(docs[entry[1].GetInt32()], session.UpdatesV1[entry[2].GetInt32()]);
                    Clean(docs[entry[1].GetInt32()], session, entry, 4);
                    break;
                case "sync":
                    Receive(docs[entry[2].GetInt32()], session.UpdatesV1[entry[3].GetInt32()]);
                    Clean(docs[entry[2].GetInt32()], session, entry, 5);
                    break;
            }
        }
    }

    private static void Receive(Doc doc, byte[] update)
    {
        using var transaction = doc.WriteTransaction("remote"u8.ToArray());
        _ = transaction.Apply(update, UpdateEncoding.V1);
    }

    /// <summary>Yjs deletes redundant marks after remote transactions; a server does not, so what it deleted is applied instead.</summary>
    private static void Clean(Doc doc, FuzzSession session, System.Text.Json.JsonElement entry, int index)
    {
        if (entry.GetArrayLength() > index)
        {
            foreach (var k in entry[index].EnumerateArray())
            {
                Receive(doc, session.UpdatesV1[k.GetInt32()]);
            }
        }
    }

    private sealed class Subscriptions(IEnumerable<Doc> docs, List<byte[]> emitted) : IDisposable
    {
        private readonly List<IDisposable> _all = [.. docs.Select(doc => doc.ObserveUpdatesV1(e => emitted.Add(e.Update)))];

        public void Dispose() => _all.ForEach(subscription => subscription.Dispose());
    }
}
