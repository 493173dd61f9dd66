using System.Collections.ObjectModel;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Document.UndoManagers.Events;
using CollabServer.Crdt.Extensions;
using CollabServer.Crdt.Infrastructure;
using CollabServer.Crdt.Protocol;
using Xunit;

namespace CollabServer.Crdt.Tests.Surface;

/// <summary>
/// The way people write for YDotNet: types spelt out, native memory disposed of, null where nothing is meant. That it compiles is half of the test;
/// overloads that YDotNet does not have must not get in its way.
/// </summary>
public sealed class CodeForYDotNetTests
{
    [Fact]
    public void Documents_transactions_and_values()
    {
        var options = new DocOptions { Id = ClientIdGenerator.Random(), Guid = "guid", Encoding = DocEncoding.Utf16, SkipGarbageCollection = true };
        using Doc doc = new(options);
        UnmanagedResource resource = doc;
        Assert.False(resource.IsDisposed);
        Map map = doc.Map("map");
        Document.Types.Arrays.Array array = doc.Array("array");

        using (Transaction transaction = doc.WriteTransaction(null))
        {
            using Input text = Input.String("value");
            map.Insert(transaction, "key", text);
            map.Insert(transaction, "object", Input.Object(new Dictionary<string, Input> { { "a", Input.Long(1) }, { "b", Input.Null() } }));
            array.InsertRange(transaction, 0, Input.Boolean(true), Input.Double(2.5), Input.Bytes(new byte[] { 1 }));
            array.InsertRange(transaction, 3, new[] { Input.Collection(new[] { Input.Undefined() }) });
            transaction.Commit();
        }

        using Transaction read = doc.ReadTransaction();
        Output? output = map.Get(read, "key");
        Assert.Equal(OutputTag.String, output!.Tag);
        JsonObject json = map.Get(read, "object")!.JsonObject;
        Assert.Equal(1, json["a"].Long);
        var tags = new List<OutputTag>();
        using (var iterator = array.Iterate(read))
        {
            foreach (Output value in iterator)
            {
                tags.Add(value.Tag);
            }
        }

        Assert.Equal(new[] { OutputTag.Boolean, OutputTag.Double, OutputTag.Bytes, OutputTag.JsonArray }, tags);
        foreach (KeyValuePair<string, Output> entry in map.Iterate(read))
        {
            Assert.NotNull(entry.Value.ToJson(read));
        }

        byte[] snapshot = read.Snapshot();
        byte[]? then = read.EncodeStateFromSnapshotV1(snapshot);
        using Doc copy = new();
        using Transaction write = copy.WriteTransaction(origin: new byte[] { 1, 2 });
        TransactionUpdateResult result = write.ApplyV1(then!);
        Assert.Equal(TransactionUpdateResult.Ok, result);
        Assert.Equal(read.StateVectorV1(), write.StateVectorV1());
        Assert.Empty(write.SubDocs());
    }

    [Fact]
    public void Events()
    {
        using var doc = new Doc(new DocOptions { Id = 7 });
        var array = doc.Array("array");
        AfterTransactionEvent? after = null;
        IEnumerable<EventBranch>? deep = null;
        IDisposable subscription = doc.ObserveAfterTransaction(e => after = e);
        using IDisposable second = array.ObserveDeep(events => deep = events);
        using (var transaction = doc.WriteTransaction())
        {
            array.InsertRange(transaction, 0, Input.Text("a"), Input.Double(1));
        }

        uint clock = after!.AfterState.State[7];
        Assert.Equal(3u, clock);
        IReadOnlyDictionary<ulong, IdRange[]> deleted = after.DeleteSet.Ranges;
        Assert.Empty(deleted);
        var change = deep!.Single().ArrayEvent;
        ReadOnlyCollection<EventPathSegment> path = change.Path;
        ReadOnlyCollection<EventChange> delta = change.Delta;
        Assert.Empty(path);
        Assert.Equal(EventChangeTag.Add, delta[0].Tag);
        Assert.Equal(2u, delta[0].Length);
        IdRange range = new(1, 3);
        Assert.Equal(range, new IdRange(1, 3));
        subscription.Dispose();
    }

    [Fact]
    public void Undo_and_positions()
    {
        using var doc = new Doc();
        var text = doc.Text("text");
        using var undo = new UndoManager(doc, text, new UndoManagerOptions { CaptureTimeoutMilliseconds = 0 });
        undo.AddOrigin(new byte[] { 1 });
        undo.RemoveOrigin(new byte[] { 1 });
        UndoEvent? added = null;
        undo.ObserveAdded(e => added = e);
        using (var transaction = doc.WriteTransaction())
        {
            text.Insert(transaction, 0, "abc", null);
        }

        Assert.Equal(UndoEventKind.Undo, added!.Kind);
        using (var transaction = doc.WriteTransaction())
        {
            using StickyIndex? position = text.StickyIndex(transaction, 1, StickyAssociationType.Before);
            byte[] encoded = position!.Encode();
            using StickyIndex decoded = StickyIndex.Decode(encoded);
            uint index = decoded.Read(transaction);
            Assert.Equal(1u, index);
        }

        Assert.True(undo.Undo());
        Assert.True(undo.CanRedo());
        Assert.Throws<ArgumentNullException>(() => undo.AddOrigin(null!));
        Assert.Throws<ArgumentNullException>(() => StickyIndex.Decode(null!));
    }

    [Fact]
    public async Task Own_encoders_and_decoders()
    {
        var encoder = new ListEncoder();
        await encoder.WriteAsync(new SyncStep1Message(new byte[] { 0 }), default);
        BaseMessage message = await new ListDecoder(encoder.Bytes).ReadNextMessageAsync(default);
        Assert.Equal(new byte[] { 0 }, ((SyncStep1Message)message).StateVector);
    }

    private sealed class ListEncoder : Encoder
    {
        public List<byte> Bytes { get; } = new();

        protected override ValueTask WriteByteAsync(byte value, CancellationToken ct)
        {
            Bytes.Add(value);
            return default;
        }

        protected override ValueTask WriteBytesAsync(ArraySegment<byte> bytes, CancellationToken ct)
        {
            Bytes.AddRange(bytes);
            return default;
        }
    }

    private sealed class ListDecoder(List<byte> bytes) : Decoder
    {
        private int _read;

        protected override ValueTask<byte> ReadByteAsync(CancellationToken ct) => new(bytes[_read++]);

        protected override ValueTask ReadBytesAsync(Memory<byte> target, CancellationToken ct)
        {
            bytes.GetRange(_read, target.Length).ToArray().CopyTo(target);
            _read += target.Length;
            return default;
        }
    }
}
