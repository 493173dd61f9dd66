using System.Text.Json;
using CollabServer.Testing;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>
/// Puts a replica of ours in the place of every Yjs client of a history: it makes the same edits among the same remote ones, undoes, redoes, points
/// and observes, and must announce, show and tell what Yjs did, byte for byte.
/// </summary>
internal static class ReplayComparison
{
    public static void Check(History history)
    {
        if (history.Replay.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        var time = new ManualTimeProvider();
        var observes = history.Replay.GetProperty("events").GetBoolean();
        var clients = history.Replay.GetProperty("clients").EnumerateArray().Select(client => new ReplayedClient(history, client, observes, time)).ToList();
        var positions = new List<byte[]>();
        foreach (var (line, entry) in history.Replay.GetProperty("log").EnumerateArray().Index())
        {
            var client = clients[entry.GetProperty("client").GetInt32()];
            var what = entry.GetProperty("what").GetString()!;
            if (what == "wait")
            {
                time.Advance(TimeSpan.FromMilliseconds(entry.GetProperty("ms").GetInt32()));
                continue;
            }

            try
            {
                client.Do(what, entry, positions);
            }
            catch (Exception e)
            {
                var raw = entry.GetRawText();
                throw new InvalidOperationException($"log line {line}: {raw[..Math.Min(1000, raw.Length)]}", e);
            }
        }

        clients.ForEach(client => client.Dispose());
    }
}
