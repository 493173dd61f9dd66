using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Log;

namespace CollabServer.Documents.Actor;

/// <summary>Reads what a document asked for, in portions that a step can take.</summary>
internal static class EntriesReading
{
    private const long PortionBytes = 1024 * 1024;
    private const int PortionEntries = 1_000;

    public static async Task<IReadOnlyList<LoggedUpdate>> ReadAsync(IUpdateLog log, DocumentName name, ReadEntries read, CancellationToken ct)
    {
        var entries = new List<LoggedUpdate>();
        var bytes = 0L;
        await foreach (var entry in log.ReadAsync(name, read.FirstSeq - 1, read.LastSeq, ct))
        {
            entries.Add(entry);
            bytes += entry.Update.Length;
            if (bytes >= PortionBytes || entries.Count == PortionEntries)
            {
                break;
            }
        }

        return entries.Count > 0
            ? entries
            : throw new LogShortenedException(name, read.FirstSeq - 1, read.LastSeq);
    }
}
