using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>What the shared types show after recorded updates, against what Yjs showed.</summary>
public class RecordedContentTests
{
    public static TheoryData<string> Sessions() => FuzzSession.All();

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Roots_show_what_yjs_shows_at_every_checkpoint_and_at_the_end(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var doc = FuzzSession.NewDoc();
        var applied = 0;
        foreach (var checkpoint in session.Json.GetProperty("checkpoints").EnumerateArray())
        {
            for (; applied < checkpoint.GetProperty("after").GetInt32(); applied++)
            {
                Apply(doc, session.UpdatesV1[applied]);
            }

            Assert.Equal(Canonical.Of(checkpoint.GetProperty("roots")), session.Content(doc));
        }

        for (; applied < session.UpdatesV1.Count; applied++)
        {
            Apply(doc, session.UpdatesV1[applied]);
        }

        Assert.Equal(Canonical.Of(session.Final.GetProperty("roots")), session.Content(doc));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Texts_and_xml_print_as_yjs_prints_them(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var doc = FuzzSession.NewDoc();
        foreach (var update in session.UpdatesV1)
        {
            Apply(doc, update);
        }

        var roots = session.Open(doc);
        using var transaction = doc.ReadTransaction();
        foreach (var (name, branch) in roots)
        {
            if (session.Final.GetProperty("toString").TryGetProperty(name, out var expected))
            {
                var actual = branch switch
                {
                    Text text => text.String(transaction),
                    XmlText text => text.String(transaction),
                    XmlFragment xml => xml.String(transaction),
                    _ => throw new InvalidOperationException(name),
                };
                Assert.Equal(TaggedJson.ReadString(expected), actual);
            }
        }
    }

    private static void Apply(Doc doc, byte[] update)
    {
        using var transaction = doc.WriteTransaction();
        _ = transaction.Apply(update, UpdateEncoding.V1);
    }
}
