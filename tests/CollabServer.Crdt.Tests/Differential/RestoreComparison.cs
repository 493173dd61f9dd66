using CollabServer.Crdt.Document;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>Restores moments of a history and lets Yjs judge what its clients then see.</summary>
internal static class RestoreComparison
{
    public static async Task CheckAsync(History history, YjsPeer yjs, CancellationToken ct)
    {
        var random = new Random(history.Updates.Count);
        for (var round = 0; round < 2; round++)
        {
            var skipGarbageCollection = round == 0;
            var now = random.Next(history.Updates.Count) + 1;
            var then = random.Next(now + 1);
            var known = history.Updates.Take(now).ToList();
            using var target = Load(history.Updates.Take(then), skipGarbageCollection: false);
            using var doc = Load(known, skipGarbageCollection);
            var restore = Replicas.Restore(doc, Replicas.State(target));

            var expected = await yjs.ShowAsync(history.Updates.Take(then), gc: true, ct);
            Assert.Equal(expected, history.Content(doc));
            Assert.Equal(expected, await yjs.ShowAsync([.. known, .. restore], gc: true, ct));
            Assert.Equal(expected, await yjs.ShowAsync([.. known, .. restore], gc: false, ct));

            // What others made meanwhile arrives after the restore here, before it there.
            var late = history.Updates.Skip(now).ToList();
            late.ForEach(update => Replicas.Apply(doc, update));
            var together = history.Content(doc);
            Assert.Equal(together, await yjs.ShowAsync([.. known, .. late, .. restore], gc: false, ct));
            Assert.Equal(together, await yjs.ShowAsync([.. known, .. restore, .. late], gc: true, ct));
            Assert.Equal(together, await yjs.ShowAsync([Replicas.State(doc)], gc: true, ct));
        }
    }

    private static Doc Load(IEnumerable<byte[]> updates, bool skipGarbageCollection)
    {
        var doc = FuzzSession.NewDoc(skipGarbageCollection);
        foreach (var update in updates)
        {
            Replicas.Apply(doc, update);
        }

        return doc;
    }
}
