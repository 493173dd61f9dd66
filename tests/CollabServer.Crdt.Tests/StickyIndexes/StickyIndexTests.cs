using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using Xunit;

namespace CollabServer.Crdt.Tests.StickyIndexes;

public class StickyIndexTests
{
    public static TheoryData<string> Sessions() => FuzzSession.All();

    [Fact]
    public void A_position_follows_its_unit_into_the_copy_that_an_undo_makes()
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        using var undo = new UndoManager(doc, text);
        StickyIndex sticky;
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "hello");
            sticky = text.StickyIndex(t, 3, StickyAssociationType.After)!;
        }

        using (var t = doc.WriteTransaction())
        {
            text.RemoveRange(t, 0, 5);
            Assert.Equal(0u, sticky.Read(t));
        }

        Assert.True(undo.Undo());
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "> ");
            Assert.Equal(5u, sticky.Read(t));
        }
    }

    /// <summary>A peer that counts UTF-16 may point between the halves of a character; counted otherwise, that is behind it.</summary>
    [Theory]
    [InlineData(DocEncoding.Utf8, 5)]
    [InlineData(DocEncoding.Utf16, 2)]
    [InlineData(DocEncoding.Utf32, 2)]
    public void Half_a_character_counts_as_the_whole(DocEncoding encoding, uint expected)
    {
        using var doc = new Doc();
        var text = doc.Text("t");
        byte[] position;
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "a😀b");
            position = text.StickyIndex(t, 2, StickyAssociationType.After)!.Encode();
        }

        using var other = new Doc(new DocOptions { Encoding = encoding });
        Replicas.Apply(other, Replicas.State(doc));
        using var read = other.ReadTransaction();
        Assert.Equal(expected, StickyIndex.Decode(position).Read(read));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Positions_are_encoded_and_move_as_in_yjs(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var doc = FuzzSession.NewDoc();
        var middle = session.Json.GetProperty("api").GetProperty("mid").GetProperty("after").GetInt32();
        for (var i = 0; i < middle; i++)
        {
            Replicas.Apply(doc, session.UpdatesV1[i]);
        }

        var roots = session.Open(doc).ToDictionary();
        var positions = session.Json.GetProperty("relativePositions").EnumerateArray().ToList();
        using (var read = doc.ReadTransaction())
        {
            foreach (var position in positions)
            {
                var association = position.GetProperty("assoc").GetInt32() < 0 ? StickyAssociationType.Before : StickyAssociationType.After;
                var index = position.GetProperty("index").GetUInt32();
                var sticky = StickyIndex.At(roots[position.GetProperty("root").GetString()!], read, index, association);
                Assert.Equal(position.GetProperty("bin").GetString(), Convert.ToBase64String(sticky.Encode()));
                Assert.Equal(index, sticky.Read(read));
            }
        }

        for (var i = middle; i < session.UpdatesV1.Count; i++)
        {
            Replicas.Apply(doc, session.UpdatesV1[i]);
        }

        using var later = doc.ReadTransaction();
        foreach (var position in positions)
        {
            var sticky = StickyIndex.Decode(position.GetProperty("bin").GetBytesFromBase64());
            var expected = position.GetProperty("finalIndex");
            Assert.Equal(expected.ValueKind != JsonValueKind.Null, sticky.TryRead(later, out var index));
            Assert.Equal(expected.ValueKind == JsonValueKind.Null ? 0 : expected.GetUInt32(), index);
        }
    }

    [Theory]
    [InlineData("00090200", StickyAssociationType.After)]
    [InlineData("00090141", StickyAssociationType.Before)]
    [InlineData("01017400", StickyAssociationType.After)]
    [InlineData("02090500", StickyAssociationType.After)]
    public void Positions_of_every_kind_are_written_as_they_were_read(string hex, StickyAssociationType association)
    {
        var sticky = StickyIndex.Decode(Convert.FromHexString(hex));
        Assert.Equal(association, sticky.AssociationType);
        Assert.Equal(hex, Convert.ToHexStringLower(sticky.Encode()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0009")]
    [InlineData("010574")]
    [InlineData("0101ff")]
    [InlineData("03")]
    [InlineData("00ffffffffffffffffffffff7f00")]
    public void Bytes_that_are_no_position_are_refused(string hex)
    {
        Assert.ThrowsAny<YDotNetException>(() => StickyIndex.Decode(Convert.FromHexString(hex)));
    }

    [Fact]
    public void A_position_of_something_unknown_cannot_be_read()
    {
        var doc = FuzzSession.NewDoc();
        using var read = doc.ReadTransaction();
        Assert.False(StickyIndex.Decode([0, 9, 2, 0]).TryRead(read, out _));
        Assert.False(StickyIndex.Decode([2, 9, 2, 0]).TryRead(read, out _));
        Assert.True(StickyIndex.Decode([1, 1, (byte)'t', 0]).TryRead(read, out var index));
        Assert.Equal(0u, index);
    }
}
