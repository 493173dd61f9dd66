using System.Security.Cryptography;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Events;
using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>A replica that does what a Yjs client did.</summary>
internal sealed class ReplayedClient : IDisposable
{
    private static readonly byte[] Remote = "remote"u8.ToArray();
    private readonly History _history;
    private readonly Doc _doc;
    private readonly Dictionary<string, Branch> _roots;
    private readonly ReplayedUndo? _undo;
    private readonly List<byte[]> _announcedV1 = [];
    private readonly List<byte[]> _announcedV2 = [];
    private readonly List<(string Root, IReadOnlyList<EventBranch> Events)> _heard = [];
    private SubDocsEvent? _subdocuments;

    public ReplayedClient(History history, JsonElement client, bool observes, TimeProvider time)
    {
        _history = history;
        _doc = FuzzSession.NewDoc(skipGarbageCollection: !client.GetProperty("gc").GetBoolean(), client.GetProperty("id").GetUInt64());
        _roots = history.Open(_doc).ToDictionary();
        _doc.ObserveUpdatesV1(e => _announcedV1.Add(e.Update));
        _doc.ObserveUpdatesV2(e => _announcedV2.Add(e.Update));
        if (client.GetProperty("undo") is { ValueKind: JsonValueKind.Object } options)
        {
            _undo = new ReplayedUndo(_doc, _roots, options, time);
        }

        if (observes)
        {
            foreach (var (name, root) in _roots)
            {
                root.ObserveDeep(events => _heard.Add((name, [.. events])));
            }

            _doc.ObserveSubDocs(e => _subdocuments = e);
        }
    }

    public void Do(string what, JsonElement entry, List<byte[]> positions)
    {
        _announcedV1.Clear();
        _announcedV2.Clear();
        _heard.Clear();
        _subdocuments = null;
        switch (what)
        {
            case "edit":
                Edit(entry);
                break;
            case "receive":
                Receive(entry);
                break;
            case "point":
                Point(entry, positions);
                return;
            case "end":
                CheckEnd(entry);
                return;
            default:
                _undo!.Do(what, entry);
                break;
        }

        BlockStoreInvariants.Check(_doc.Store);
        CheckAnnounced(entry.GetProperty("made"));
        _undo?.Check(entry);
        if (entry.TryGetProperty("events", out var events))
        {
            CheckHeard(events);
            CheckSubdocuments(entry.GetProperty("subdocs"));
        }
    }

    public void Dispose()
    {
        _undo?.Dispose();
        _doc.Dispose();
    }

    private void Edit(JsonElement entry)
    {
        using var transaction = _doc.WriteTransaction(ReplayedUndo.OriginOf(entry));
        foreach (var op in entry.GetProperty("ops").EnumerateArray())
        {
            RecordedEdits.Run(transaction, _roots, op);
        }
    }

    private void Receive(JsonElement entry)
    {
        using var transaction = _doc.WriteTransaction(Remote);
        transaction.Apply(entry.GetProperty("bytes").GetBytesFromBase64(), History.EncodingOf(entry));
    }

    private void Point(JsonElement entry, List<byte[]> positions)
    {
        using var read = _doc.ReadTransaction();
        var association = entry.GetProperty("assoc").GetInt32() < 0 ? StickyAssociationType.Before : StickyAssociationType.After;
        var position = StickyIndex.At(_roots[entry.GetProperty("root").GetString()!], read, entry.GetProperty("index").GetUInt32(), association).Encode();
        Assert.Equal(entry.GetProperty("bytes").GetBytesFromBase64(), position);
        positions.Add(position);
        var now = positions.ConvertAll(known => StickyIndex.Decode(known).TryRead(read, out var index) ? (uint?)index : null);
        Assert.Equal(entry.GetProperty("now").EnumerateArray().Select(i => i.ValueKind == JsonValueKind.Null ? (uint?)null : i.GetUInt32()), now);
    }

    private void CheckAnnounced(JsonElement made)
    {
        Assert.Equal(made.EnumerateArray().Select(u => u.GetProperty("v1").GetString()), _announcedV1.Select(Convert.ToBase64String));
        Assert.Equal(made.EnumerateArray().Select(u => u.GetProperty("v2").GetString()), _announcedV2.Select(Convert.ToBase64String));
    }

    private void CheckHeard(JsonElement calls)
    {
        using var read = _doc.ReadTransaction();
        var expected = calls.EnumerateArray().Select(call => call.GetProperty("root").GetString() + " " + string.Join(" ", call.GetProperty("events").EnumerateArray().Select(Canonical.Of)));
        var heard = _heard.Select(call => call.Root + " " + string.Join(" ", call.Events.Select(change => EventText.Of(change, read))));
        Assert.Equal(expected, heard);
    }

    private void CheckSubdocuments(JsonElement expected)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(_subdocuments);
            return;
        }

        Assert.NotNull(_subdocuments);
        AssertGuids("added", _subdocuments.Added);
        AssertGuids("removed", _subdocuments.Removed);
        AssertGuids("loaded", _subdocuments.Loaded);

        void AssertGuids(string name, IEnumerable<Doc> actual) =>
            Assert.Equal(expected.GetProperty(name).EnumerateArray().Select(guid => guid.GetString()), actual.Select(d => d.Guid).Order(StringComparer.Ordinal));
    }

    private void CheckEnd(JsonElement end)
    {
        using (var read = _doc.ReadTransaction())
        {
            Assert.Equal(end.GetProperty("vector").GetBytesFromBase64(), read.StateVectorV1());
            Assert.Equal(end.GetProperty("pending").GetBoolean(), read.HasPending);
            Assert.Equal(end.GetProperty("v1").GetString(), Convert.ToHexStringLower(SHA256.HashData(read.StateDiffV1(null))));
            Assert.Equal(end.GetProperty("v2").GetString(), Convert.ToHexStringLower(SHA256.HashData(read.StateDiffV2(null))));
        }

        Assert.Equal(Canonical.Of(end.GetProperty("roots")), _history.Content(_doc));
    }
}
