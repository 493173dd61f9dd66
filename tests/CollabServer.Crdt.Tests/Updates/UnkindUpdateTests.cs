using System.Diagnostics;
using System.Text;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>Well-formed updates that no Yjs client makes: cheap to send and dear to apply, or at odds with one another.</summary>
public sealed class UnkindUpdateTests
{
    [Fact]
    public void What_waited_behind_a_struct_that_came_again_in_another_form_does_not_wait_longer()
    {
        // Client 1: "x" behind client 95's first unit, which never comes, and "y" behind it. Then "x" as the first in root "t".
        using var doc = NewDoc();
        Apply(doc, Convert.FromHexString("0102010084" + "5F00" + "0178" + "84" + "0100" + "0179" + "00"));
        Apply(doc, Convert.FromHexString("010101000401017401" + "7800"));
        using var loaded = NewDoc();
        Apply(loaded, Replicas.State(doc));
        Assert.Equal([1, 1, 2], Vector(loaded));
        Assert.Equal(Vector(loaded), Vector(doc));
    }

    [Fact]
    public void The_end_of_a_struct_does_not_wait_for_its_origin_once_its_beginning_came_in_another_form()
    {
        // Client 1: "abc" behind client 95's first unit, which never comes. Then "x" with the first of its ids, in root "t".
        using var doc = NewDoc();
        Apply(doc, Convert.FromHexString("0101010084" + "5F00" + "03616263" + "00"));
        Apply(doc, Convert.FromHexString("010101000401017401" + "7800"));
        using var loaded = NewDoc();
        Apply(loaded, Replicas.State(doc));
        Assert.Equal([1, 1, 3], Vector(loaded));
        Assert.Equal(Vector(loaded), Vector(doc));
        Assert.Equal(Replicas.State(loaded), Replicas.State(doc));
    }

    [Fact]
    public void Structs_that_wait_for_each_others_neighbours_do_not_wait_for_ever()
    {
        // Client 2 wrote "a", and "b" behind the "x" of client 1, who then wrote "y" behind "b", "w" and "z". Its "z" comes first.
        using var doc = NewDoc();
        foreach (var update in (string[])["0101020004010174016100", "02010201840100016201010384010201" + "7A00", "0101010004010174017800", "01020101840201017984010101" + "7700"])
        {
            Apply(doc, Convert.FromHexString(update));
        }

        using var read = doc.ReadTransaction();
        Assert.False(read.HasPending);
        Assert.Equal([2, 2, 2, 1, 4], read.StateVectorV1());
    }

    [Fact]
    public void What_waits_under_the_ids_of_others_does_not_replace_what_they_wrote()
    {
        // Client 1's "abc" as somebody else claims it, behind client 95's first unit, which never comes. Then its own "xyz" in root "t".
        using var doc = NewDoc();
        Apply(doc, Convert.FromHexString("0101010044" + "5F00" + "03616263" + "00"));
        Apply(doc, Convert.FromHexString("010101000401017403" + "78797A00"));
        using var loaded = NewDoc();
        Apply(loaded, Replicas.State(doc));
        var text = loaded.Text("t");
        using var read = loaded.ReadTransaction();
        Assert.Equal("xyz", text.String(read));
    }

    [Fact]
    public void A_deleted_stretch_of_more_clocks_than_32_bits_count_can_be_split()
    {
        // Client 1 deleted 2^33 units in root "t"; client 2 writes behind the sixth.
        using var doc = NewDoc();
        Apply(doc, Convert.FromHexString("02010200840105" + "0162" + "010100" + "01010174" + "FFFFFFFF1F" + "00"));
        BlockStoreInvariants.Check(doc.Store);
        Assert.Equal(2, doc.Store.Count);
    }

    [Theory]
    [InlineData("8401FEFFFFFFFFFFFF0F0162")]
    [InlineData("4401FEFFFFFFFFFFFF0F0162")]
    [InlineData("040001FEFFFFFFFFFFFF0F0162")]
    [InlineData("00FEFFFFFFFFFFFF0F")]
    public void Clocks_that_the_second_encoding_cannot_hold_are_refused(string structure)
    {
        using var doc = NewDoc();
        var exception = Assert.Throws<MalformedUpdateException>(() => Apply(doc, Convert.FromHexString("01010200" + structure + "00")));
        Assert.Equal(MalformedUpdateReason.IntegerOutOfRange, exception.Reason);
    }

    [Theory]
    [InlineData("A_right_neighbour_in_a_deleted_type", "01040100" + "040101740161" + "0701017200" + "08000101017E" + "C401000102" + "0162" + "0101010101")]
    [InlineData("Two_values_of_one_key_of_which_the_last_is_deleted", "01010100" + "2801016D016B027D017D02" + "0101010101")]
    public void What_contradicts_itself_is_the_same_once_loaded(string name, string update)
    {
        using var doc = NewDoc();
        Apply(doc, Convert.FromHexString(update));
        BlockStoreInvariants.Check(doc.Store);
        using var loaded = NewDoc();
        Apply(loaded, Replicas.State(doc));
        using var expected = doc.ReadTransaction();
        using var actual = loaded.ReadTransaction();
        Assert.True(expected.Snapshot().AsSpan().SequenceEqual(actual.Snapshot()), name);
    }

    [Theory]
    [InlineData(nameof(ContentKind.Doc))]
    [InlineData(nameof(ContentKind.Format))]
    [InlineData(nameof(ContentKind.Type))]
    [InlineData(nameof(ContentKind.Any))]
    public void A_name_that_is_half_a_character_can_be_stored_and_read_again(string content)
    {
        var kind = Enum.Parse<ContentKind>(content);

        ReadOnlySpan<byte> name = [0xF0, 0x9F, 0x98, 0x80];
        ReadOnlySpan<byte> named = [(byte)name.Length, .. name];
        var writer = new UpdateWriterV2();
        writer.WritePlain(1);
        writer.BeginBlock(2, 1, 0);
        writer.WriteItem((byte)((int)kind | StructInfo.HasKey), 0, 0, 0, 0);
        writer.WriteParentRoot("ttt"u8);
        writer.WriteKey(kind == ContentKind.Any ? name : "kkkkk"u8);
        switch (kind)
        {
            case ContentKind.Doc:
                writer.WriteDoc([.. named, 0x76, 0]);
                break;
            case ContentKind.Format:
                writer.WriteFormat([.. named, 0x7E], isJson: false);
                break;
            case ContentKind.Type:
                writer.WriteTypeRef((int)TypeKind.XmlElement);
                writer.WriteTypeName(name);
                break;
            default:
                writer.WriteLength(1);
                writer.WriteAny([0x7E]);
                break;
        }

        writer.WriteItem((byte)ContentKind.String, 0, 0, 0, 0);
        writer.WriteParentRoot("x"u8);
        writer.WriteText("text"u8, new Slice(0, 4), 4, mayHoldLoneSurrogates: false);
        writer.WritePlain(0);

        // The lengths in the column of strings: one unit of the name goes to the string behind it.
        var update = writer.ToArray();
        var lengths = update.AsSpan().IndexOf("\u0002\u0001\u0004"u8);
        (update[lengths], update[lengths + 1]) = (1, 2);
        using var doc = NewDoc();
        using (var transaction = doc.WriteTransaction())
        {
            Assert.True(transaction.Apply(update, UpdateEncoding.V2).HasFlag(UpdateEffect.NotCanonical));
        }

        using var loaded = NewDoc();
        Apply(loaded, Replicas.State(doc));
        Assert.Equal(Replicas.State(doc), Replicas.State(loaded));
    }

    private static byte[] Vector(Doc doc)
    {
        using var read = doc.ReadTransaction();
        return read.StateVectorV1();
    }

    [Fact]
    public void Two_hundred_thousand_deletions_split_a_text_without_moving_everything_each_time()
    {
        const int count = 200_000;
        var writer = new UpdateWriterV1();
        writer.WritePlain(1);
        writer.BeginBlock(1, 1, 0);
        writer.WriteInfo((byte)ContentKind.String);
        writer.WriteParentRoot("t"u8);
        WriteText(writer, Encoding.UTF8.GetBytes(new string('x', count * 2)));
        writer.WritePlain(1);
        writer.WritePlain(1);
        writer.WritePlain((ulong)count);
        for (var i = 0; i < count; i++)
        {
            writer.WritePlain((ulong)i * 2);
            writer.WritePlain(1);
        }

        using var doc = NewDoc();
        var clock = Stopwatch.StartNew();
        Apply(doc, writer.ToArray());
        Assert.Equal(count * 2, doc.Store.Count);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static void WriteText(UpdateWriterV1 writer, ReadOnlySpan<byte> ascii) =>
        writer.WriteText(ascii, new Slice(0, ascii.Length), ascii.Length, mayHoldLoneSurrogates: false);

    private static Doc NewDoc() => new();

    private static void Apply(Doc doc, byte[] update)
    {
        using var transaction = doc.WriteTransaction();
        transaction.Apply(update, UpdateEncoding.V1);
    }
}
