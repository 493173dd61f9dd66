using System.Text.Json;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Events;

/// <summary>What observers are told, against what Yjs told its own while it applied the same updates.</summary>
public class RecordedEventTests
{
    public static TheoryData<string> Sessions() => FuzzSession.All(HasEvents);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Deep_observers_of_the_roots_see_what_yjs_observers_see(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var doc = FuzzSession.NewDoc();
        var calls = new List<(string Root, List<EventBranch> Events)>();
        foreach (var (name, root) in session.Open(doc))
        {
            root.ObserveDeep(events => calls.Add((name, [.. events])));
        }

        var recorded = session.Json.GetProperty("events").EnumerateArray().ToList();
        for (var k = 0; k < recorded.Count; k++)
        {
            calls.Clear();
            using (var transaction = doc.WriteTransaction())
            {
                _ = transaction.Apply(session.UpdatesV1[k], UpdateEncoding.V1);
            }

            // Local ones tell of marks that Yjs cleans up after a remote transaction; a server does not.
            var expected = recorded[k].EnumerateArray().Where(call => !call.GetProperty("local").GetBoolean()).Select(Expected).ToList();
            using var reading = doc.ReadTransaction();
            var actual = calls.ConvertAll(call => Actual(call.Root, call.Events, reading));
            Assert.True(
                expected.SequenceEqual(actual),
                $"update {k}\nexpected {string.Join("\n  ", expected)}\nactual   {string.Join("\n  ", actual)}");
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Observing_does_not_change_what_is_stored(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var doc = FuzzSession.NewDoc();
        foreach (var (_, root) in session.Open(doc))
        {
            root.ObserveDeep(_ => { });
        }

        foreach (var update in session.UpdatesV1)
        {
            using var transaction = doc.WriteTransaction();
            _ = transaction.Apply(update, UpdateEncoding.V1);
        }

        using var reading = doc.ReadTransaction();
        Assert.Equal(session.Final.GetProperty("stateV1").GetBytesFromBase64(), reading.StateDiffV1(null));
    }

    private static bool HasEvents(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        return session.Json.TryGetProperty("events", out _);
    }

    private static string Expected(JsonElement call) =>
        call.GetProperty("root").GetString() + " " + string.Join(" ", call.GetProperty("events").EnumerateArray().Select(Canonical.Of));

    private static string Actual(string root, IEnumerable<EventBranch> events, Transaction transaction) =>
        root + " " + string.Join(" ", events.Select(change => EventText.Of(change, transaction)));
}
