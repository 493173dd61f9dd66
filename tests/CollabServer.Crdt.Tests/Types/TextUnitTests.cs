using System.Text;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>Documents that count text in bytes of UTF-8 or in code points. .NET's own encodings say what that is.</summary>
public sealed class TextUnitTests
{
    private static readonly Input Bold = Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) });

    private static readonly string[] Words = ["a", "é", "漢字", "😀", "x😀y", "línea\n", "e\u0301", "👩‍👩‍👧"];

    public static TheoryData<DocEncoding> Encodings => [DocEncoding.Utf8, DocEncoding.Utf16, DocEncoding.Utf32];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Ranges_beyond_the_end_are_refused_whatever_the_unit(DocEncoding encoding)
    {
        using var doc = new Doc(new DocOptions { Encoding = encoding });
        var text = doc.Text("t");
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, "h😀");
        var length = text.Length(t);
        foreach (var (start, units) in new (uint, uint)[] { (0, length + 1), (1, length), (1, uint.MaxValue), (uint.MaxValue, 1), (uint.MaxValue, uint.MaxValue) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => text.RemoveRange(t, start, units));
            Assert.Throws<ArgumentOutOfRangeException>(() => text.Format(t, start, units, Bold));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => text.Insert(t, length + 1, "x"));
        Assert.Equal("h😀", text.String(t));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Edits_at_the_same_places_give_the_same_bytes_whatever_the_unit(DocEncoding encoding)
    {
        Seeds.ForEach(20, seed =>
        {
            var random = new Random(seed);
            using var plain = new Doc(new DocOptions { Id = 1 });
            using var doc = new Doc(new DocOptions { Id = 1, Encoding = encoding });
            var (plainText, text) = (plain.Text("t"), doc.Text("t"));
            for (var step = 0; step < 60; step++)
            {
                using var t16 = plain.WriteTransaction();
                using var t = doc.WriteTransaction();
                var content = Visible(plainText, t16);
                var (start, end) = (Boundary(content, random), Boundary(content, random));
                (start, end) = (Math.Min(start, end), Math.Max(start, end));
                var (at, length) = (Units(content[..start], encoding), Units(content[start..end], encoding));
                switch (random.Next(5))
                {
                    case 0:
                        plainText.RemoveRange(t16, (uint)start, (uint)(end - start));
                        text.RemoveRange(t, at, length);
                        break;
                    case 1:
                        plainText.Format(t16, (uint)start, (uint)(end - start), Bold);
                        text.Format(t, at, length, Bold);
                        break;
                    case 2:
                        plainText.InsertEmbed(t16, (uint)start, Input.Double(step));
                        text.InsertEmbed(t, at, Input.Double(step));
                        break;
                    default:
                        var word = Words[random.Next(Words.Length)];
                        plainText.Insert(t16, (uint)start, word);
                        text.Insert(t, at, word);
                        break;
                }

                Assert.Equal(Units(Visible(plainText, t16), encoding), text.Length(t));
            }

            Assert.Equal(Restore.Replicas.State(plain), Restore.Replicas.State(doc));
        });
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Sticky_indexes_count_in_the_unit(DocEncoding encoding)
    {
        const string Content = "aé漢😀z";
        using var doc = new Doc(new DocOptions { Encoding = encoding });
        var text = doc.XmlText("t");
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, Content);
        for (var i = 0; i <= Content.Length; i++)
        {
            if (i < Content.Length && char.IsLowSurrogate(Content[i]))
            {
                continue;
            }

            var index = Units(Content[..i], encoding);
            foreach (var association in new[] { StickyAssociationType.After, StickyAssociationType.Before })
            {
                using var sticky = text.StickyIndex(t, index, association)!;
                Assert.Equal(index, sticky.Read(t));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Events_count_in_the_unit(DocEncoding encoding)
    {
        using var doc = new Doc(new DocOptions { Encoding = encoding });
        var text = doc.Text("t");
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "漢😀é!");
        }

        EventDeltas? delta = null;
        text.Observe(e => delta = e.Delta);
        using (var t = doc.WriteTransaction())
        {
            text.RemoveRange(t, Units("漢", encoding), Units("😀", encoding));
            text.Insert(t, Units("漢é", encoding), "ü😀");
        }

        Assert.Equal(
            [
                (EventDeltaTag.Retain, Units("漢", encoding)),
                (EventDeltaTag.Remove, Units("😀", encoding)),
                (EventDeltaTag.Retain, Units("é", encoding)),
                (EventDeltaTag.Add, Units("ü😀", encoding)),
            ],
            delta!.Select(step => (step.Tag, step.Length)));
    }

    [Theory]
    [InlineData(DocEncoding.Utf8, 2)]
    [InlineData(DocEncoding.Utf8, 4)]
    [InlineData(DocEncoding.Utf8, 6)]
    [InlineData(DocEncoding.Utf32, 3)]
    public void Indexes_inside_a_character_and_beyond_the_end_are_refused(DocEncoding encoding, uint index)
    {
        using var doc = new Doc(new DocOptions { Encoding = encoding });
        var text = doc.Text("t");
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, "a😀");
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Insert(t, index, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.RemoveRange(t, 0, index));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.StickyIndex(t, index, StickyAssociationType.After));
        Assert.Equal("a😀", text.String(t));
    }

    /// <summary>The text with U+FFFC, one unit in UTF-16, in the place of embedded objects.</summary>
    private static string Visible(Text text, Transaction t) => string.Concat(text.Chunks(t).Select(c => c.IsEmbed ? "\ufffc" : c.Data.String));

    private static int Boundary(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }

    private static uint Units(string text, DocEncoding encoding)
    {
        var embeds = text.Count(c => c == '\ufffc');
        var strings = text.Replace("\ufffc", "", StringComparison.Ordinal);
        return (uint)(embeds + encoding switch
        {
            DocEncoding.Utf8 => Encoding.UTF8.GetByteCount(strings),
            DocEncoding.Utf32 => strings.EnumerateRunes().Count(),
            _ => strings.Length,
        });
    }
}
