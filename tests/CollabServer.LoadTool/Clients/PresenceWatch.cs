using System.Text;
using CollabServer.LoadTool.Edits;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Clients;

/// <summary>
/// A client's cursor and how far it has seen the cursors of others. A server may leave out states that a newer one has replaced; the
/// newer one counts as one delivery.
/// </summary>
internal sealed class PresenceWatch(LoadDocument document)
{
    private readonly ulong[] _seen = new ulong[document.Authors.Count];
    private readonly byte[] _update = new byte[256];

    /// <summary>The next state of this author: a user and a cursor as editors send them, some 120 bytes.</summary>
    public ReadOnlySpan<byte> Next(EditAuthor author, long dueAt)
    {
        var clock = author.NextPresence(dueAt);
        var state = $$$"""{"user":{"name":"Editor {{{author.ClientId}}}","color":"#30bced"},"cursor":{"anchor":{"item":{"client":{{{author.ClientId}}},"clock":{{{clock}}}}},"head":{{{clock}}}}}""";
        var at = 0;
        _update[at++] = 1;
        Varint.Write(_update, ref at, author.ClientId);
        Varint.Write(_update, ref at, clock);
        Varint.Write(_update, ref at, (ulong)state.Length);
        at += Encoding.ASCII.GetBytes(state, _update.AsSpan(at));
        return _update.AsSpan(0, at);
    }

    public void OnUpdate(ReadOnlySpan<byte> update, int self, long now, Measurement measurement)
    {
        var tally = measurement.Tally;
        var at = 0;
        for (var entries = Varint.Read(update, ref at); entries > 0; entries--)
        {
            var client = Varint.Read(update, ref at);
            var clock = Varint.Read(update, ref at);
            Varint.ReadBytes(update, ref at);
            if (!document.TryFindAuthor(client, out var author) || author == self || clock <= _seen[author])
                continue;
            _seen[author] = clock;
            tally.CountDeliveries(1);
            var dueAt = document.Authors[author].PresenceDueAt(clock);
            if (measurement.Includes(dueAt))
                tally.Delivery.Record(now - dueAt);
        }
    }
}
