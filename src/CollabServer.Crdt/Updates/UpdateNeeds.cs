using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>What structs and deletions hold, and up to which clock of each client they need everything: what comes before, and what they refer to.</summary>
internal sealed class UpdateNeeds
{
    private readonly List<DeletedIdRange> _held = [];
    private readonly Dictionary<ulong, long> _needed = new(ClientIdComparer.Instance);

    public static UpdateNeeds Read(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits)
    {
        var needs = new UpdateNeeds();
        using var decoded = new DecodedUpdate();
        UpdateDecoder.Decode(update, encoding, limits, decoded);
        foreach (ref readonly var part in decoded.Structs)
        {
            if (!part.IsSkip)
            {
                needs.AddStruct(decoded, in part);
            }
        }

        foreach (var range in decoded.Deletes)
        {
            needs.AddNeed(decoded.Clients[range.Client], range.End);
        }

        DeleteSetWriter.Normalize(needs._held);
        return needs;
    }

    public void AddNeed(ulong client, long end) => _needed[client] = Math.Max(end, _needed.GetValueOrDefault(client));

    public IReadOnlyDictionary<ulong, ClockRange[]> Held() => _held
        .GroupBy(static range => range.Client, ClientIdComparer.Instance)
        .ToDictionary(
            static client => client.Key,
            static client => client.Select(static range => new ClockRange(range.Clock, range.End)).ToArray(),
            ClientIdComparer.Instance);

    /// <param name="stateOf">How much of a client is there already.</param>
    public IReadOnlyDictionary<ulong, ClockRange[]> Missing(Func<ulong, long> stateOf)
    {
        var held = _held.ToLookup(static range => range.Client, ClientIdComparer.Instance);
        var missing = new Dictionary<ulong, ClockRange[]>(ClientIdComparer.Instance);
        foreach (var (client, end) in _needed)
        {
            var gaps = Gaps(stateOf(client), end, held[client]);
            if (gaps.Count > 0)
            {
                missing.Add(client, [.. gaps]);
            }
        }

        return missing;
    }

    private void AddStruct(DecodedUpdate decoded, in DecodedStruct part)
    {
        var client = decoded.Clients[part.Client];
        _held.Add(new DeletedIdRange(client, part.Clock, part.Length));
        AddNeed(client, part.Clock);
        if (part.HasOrigin || part.Parent == ParentForm.Item)
        {
            AddNeed(decoded.Clients[part.OriginClient], part.OriginClock + 1);
        }

        if (part.HasRightOrigin)
        {
            AddNeed(decoded.Clients[part.RightOriginClient], part.RightOriginClock + 1);
        }
    }

    /// <summary>What of the clocks from <paramref name="start"/> to <paramref name="end"/> the held ranges leave open.</summary>
    private static List<ClockRange> Gaps(long start, long end, IEnumerable<DeletedIdRange> held)
    {
        var gaps = new List<ClockRange>();
        foreach (var range in held)
        {
            if (Math.Min(range.Clock, end) > start)
            {
                gaps.Add(new ClockRange(start, Math.Min(range.Clock, end)));
            }

            start = Math.Max(start, range.End);
        }

        if (start < end)
        {
            gaps.Add(new ClockRange(start, end));
        }

        return gaps;
    }
}
