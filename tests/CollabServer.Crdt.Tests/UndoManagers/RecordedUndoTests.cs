using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.UndoManagers;

/// <summary>Sessions of several Yjs clients that undo and redo, played back with the same client ids.</summary>
public class RecordedUndoTests
{
    public static TheoryData<string> Sessions() => FuzzSession.All(name => name.Contains("undo-", StringComparison.Ordinal));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Edits_undos_and_redos_produce_the_bytes_yjs_produces(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var clients = session.Json.GetProperty("clients").EnumerateArray().Select(id => id.GetUInt64())
            .Zip(session.Json.GetProperty("clientsGc").EnumerateArray().Select(gc => gc.GetBoolean()))
            .Select(client => new Client(session, client.First, client.Second)).ToList();
        var reversals = 0;
        foreach (var (line, entry) in session.Json.GetProperty("log").EnumerateArray().Index())
        {
            switch (entry[0].GetString())
            {
                case "tx":
                    var client = clients[entry[1].GetInt32()];
                    client.Emitted.Clear();
                    reversals += client.Run(entry[2]) ? 1 : 0;
                    var expected = entry[3].EnumerateArray().Select(k => Convert.ToHexStringLower(session.UpdatesV1[k.GetInt32()])).ToList();
                    Assert.True(
                        expected.SequenceEqual(client.Emitted),
                        $"log line {line}: {entry.GetRawText()[..Math.Min(400, entry.GetRawText().Length)]}\n"
                        + $"expected {string.Join("\n  ", expected)}\nactual   {string.Join("\n  ", client.Emitted)}");
                    break;
                case "recv":
                    clients[entry[1].GetInt32()].Receive(session, entry[2].GetInt32(), entry, cleanedUp: 4);
                    break;
                case "sync":
                    clients[entry[2].GetInt32()].Receive(session, entry[3].GetInt32(), entry, cleanedUp: 5);
                    break;
            }
        }

        clients.ForEach(client => client.CheckAndDispose());
        Assert.True(reversals > 0, "Nothing was undone in this session.");
    }

    private sealed class Client : IDisposable
    {
        private readonly Doc _doc;
        private readonly IReadOnlyDictionary<string, Branch> _roots;
        private readonly UndoManager _undo;

        public Client(FuzzSession session, ulong id, bool collectsGarbage)
        {
            _doc = FuzzSession.NewDoc(skipGarbageCollection: !collectsGarbage, id);
            _roots = session.Open(_doc).ToDictionary();
            _undo = new UndoManager(_doc);
            _undo.AddOrigin("local"u8.ToArray());
            foreach (var root in _roots.Values)
            {
                _undo.AddScope(root);
            }

            _doc.ObserveUpdatesV1(e => Emitted.Add(Convert.ToHexStringLower(e.Update)));
        }

        public List<string> Emitted { get; } = [];

        public void CheckAndDispose()
        {
            BlockStoreInvariants.Check(_doc.Store);
            Dispose();
        }

        public void Dispose()
        {
            _undo.Dispose();
            _doc.Dispose();
        }

        /// <summary>Whether something was undone or redone.</summary>
        public bool Run(JsonElement ops)
        {
            switch (ops[0].GetProperty("o").GetString())
            {
                case "undo":
                    return _undo.Undo();
                case "redo":
                    return _undo.Redo();
                default:
                    using (var transaction = _doc.WriteTransaction("local"u8.ToArray()))
                    {
                        foreach (var op in ops.EnumerateArray())
                        {
                            RecordedEdits.Run(transaction, _roots, op);
                        }
                    }

                    return false;
            }
        }

        /// <summary>Yjs deletes redundant marks after remote transactions; a server does not, so what it deleted is applied instead.</summary>
        public void Receive(FuzzSession session, int update, JsonElement entry, int cleanedUp)
        {
            Apply(session.UpdatesV1[update]);
            if (entry.GetArrayLength() > cleanedUp)
            {
                foreach (var k in entry[cleanedUp].EnumerateArray())
                {
                    Apply(session.UpdatesV1[k.GetInt32()]);
                }
            }
        }

        private void Apply(byte[] update)
        {
            using var transaction = _doc.WriteTransaction("remote"u8.ToArray());
            _ = transaction.Apply(update, UpdateEncoding.V1);
        }
    }
}
