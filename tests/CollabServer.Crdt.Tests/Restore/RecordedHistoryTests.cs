using CollabServer.Crdt.Document;
using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Restore;

/// <summary>Restoring moments of recorded histories. What a moment showed comes from Yjs (<c>checkpoints</c>).</summary>
public class RecordedHistoryTests
{
    public static TheoryData<string, bool> Sessions()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in FixtureFiles.List("fuzz", "*.json.gz"))
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void A_checkpoint_comes_back_for_everybody_and_so_does_the_end(string fixture, bool skipGarbageCollection)
    {
        using var session = FuzzSession.Load(fixture);
        var states = StatesAtCheckpoints(session, skipGarbageCollection, out var doc);
        var final = Replicas.State(doc);
        var finalContent = session.Content(doc);
        var other = Replicas.Load(final, skipGarbageCollection);

        foreach (var (state, expected) in states)
        {
            Forward(session, doc, other, state, expected);
            Forward(session, doc, other, final, finalContent);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Every_moment_of_a_history_can_be_restored_one_after_the_other(string fixture, bool skipGarbageCollection)
    {
        using var session = FuzzSession.Load(fixture);
        var growing = FuzzSession.NewDoc(skipGarbageCollection);
        var moments = new List<(byte[] State, string Content)>();
        for (var i = 0; i < session.UpdatesV1.Count; i++)
        {
            Replicas.Apply(growing, session.UpdatesV1[i]);
            if (i % 17 == 0)
            {
                moments.Add((Replicas.State(growing), session.Content(growing)));
            }
        }

        var doc = Replicas.Load(Replicas.State(growing), skipGarbageCollection);
        var other = Replicas.Load(Replicas.State(growing), skipGarbageCollection);
        var random = new Random(fixture.Length);
        foreach (var (state, content) in moments.OrderBy(_ => random.Next()))
        {
            Forward(session, doc, other, state, content);
        }
    }

    private static void Forward(FuzzSession session, Doc doc, Doc other, byte[] state, string expected)
    {
        var before = session.Content(doc);
        var updates = Replicas.Restore(doc, state);
        Assert.Equal(expected, session.Content(doc));
        Assert.Equal(before == expected ? 0 : 1, updates.Count);
        Assert.Empty(Replicas.Restore(doc, state));

        Assert.All(updates, update => Replicas.Apply(other, update));
        Assert.Equal(expected, session.Content(other));
    }

    private static List<(byte[] State, string Content)> StatesAtCheckpoints(FuzzSession session, bool skipGarbageCollection, out Doc doc)
    {
        doc = FuzzSession.NewDoc(skipGarbageCollection);
        var states = new List<(byte[], string)>();
        var applied = 0;
        foreach (var checkpoint in session.Json.GetProperty("checkpoints").EnumerateArray())
        {
            for (; applied < checkpoint.GetProperty("after").GetInt32(); applied++)
            {
                Replicas.Apply(doc, session.UpdatesV1[applied]);
            }

            states.Add((Replicas.State(doc), Canonical.Of(checkpoint.GetProperty("roots"))));
        }

        for (; applied < session.UpdatesV1.Count; applied++)
        {
            Replicas.Apply(doc, session.UpdatesV1[applied]);
        }

        return states;
    }
}
