using System.Buffers;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Documents;

/// <summary>Every method that gives or takes byte arrays has a form for buffers, with the same bytes.</summary>
public sealed class BufferTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Theory]
    [InlineData(UpdateEncoding.V1)]
    [InlineData(UpdateEncoding.V2)]
    public void States_and_snapshots_are_written_as_they_are_returned(UpdateEncoding encoding)
    {
        var isV1 = encoding == UpdateEncoding.V1;
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        var text = doc.Text("t");
        byte[] past;
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "abc");
            text.RemoveRange(t, 1, 1);
            past = t.StateVectorV1();
        }

        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "x");
        }

        using var read = doc.ReadTransaction();
        var snapshot = read.Snapshot();
        Assert.Equal(read.StateVectorV1(), Written(read.WriteStateVector));
        Assert.Equal(snapshot, Written(read.WriteSnapshot));
        Assert.Equal(isV1 ? read.StateDiffV1(past) : read.StateDiffV2(past), Written(o => read.WriteStateDiff(past, encoding, o)));
        Assert.Equal(isV1 ? read.StateDiffV1(null) : read.StateDiffV2(null), Written(o => read.WriteStateDiff([], encoding, o)));
        Assert.Equal(
            isV1 ? read.EncodeStateFromSnapshotV1(snapshot) : read.EncodeStateFromSnapshotV2(snapshot),
            Written(o => Assert.True(read.TryWriteStateFromSnapshot(snapshot, encoding, o))));
    }

    [Fact]
    public void A_document_that_collects_garbage_writes_no_past()
    {
        using var doc = new Doc();
        using var read = doc.ReadTransaction();
        Assert.False(read.TryWriteStateFromSnapshot(read.Snapshot(), UpdateEncoding.V1, _output));
        Assert.Equal(0, _output.WrittenCount);
    }

    [Fact]
    public void Sticky_indexes_are_read_from_and_written_to_buffers()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, "abc");
        var sticky = text.StickyIndex(t, 1, StickyAssociationType.Before)!;
        var bytes = Written(sticky.Encode);
        Assert.Equal(sticky.Encode(), bytes);
        Assert.Equal(1u, StickyIndex.Decode(bytes.AsSpan()).Read(t));
    }

    [Fact]
    public void Origins_are_given_as_spans()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        using var undo = new UndoManager(doc);
        undo.AddOrigin("me"u8);
        byte[]? origin = null;
        doc.ObserveUpdatesV1(e => origin = e.Origin);
        using (var t = doc.WriteTransaction("me"u8))
        {
            text.Insert(t, 0, "x");
        }

        Assert.Equal("me"u8.ToArray(), origin);
        Assert.True(undo.CanUndo());
        undo.RemoveOrigin("me"u8);
        using (var t = doc.WriteTransaction([]))
        {
            text.Insert(t, 0, "y");
        }

        Assert.Null(origin);
        Assert.True(undo.Undo());
        using var read = doc.ReadTransaction();
        Assert.Equal("x", text.String(read));
    }

    private byte[] Written(Action<IBufferWriter<byte>> write)
    {
        _output.ResetWrittenCount();
        write(_output);
        return _output.WrittenSpan.ToArray();
    }
}
