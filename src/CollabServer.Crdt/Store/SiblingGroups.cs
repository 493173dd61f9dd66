namespace CollabServer.Crdt.Store;

/// <summary>
/// For places where very many items were inserted concurrently: the items behind one origin, by right origin and client. Those that agree
/// in both origins stand in the order of their clients, the newest of one client first.
/// </summary>
internal sealed class SiblingGroups
{
    private readonly Dictionary<(int Client, long Clock), SortedSet<Sibling>> _groups = [];

    /// <summary>The first item in the list that has the origins of this one and no lower client; None if there is none.</summary>
    public int FirstNotLower(BlockStore store, ListIndex index, int row, int left, long depth)
    {
        var origin = OriginOf(store, row);
        if (!_groups.TryGetValue(origin, out var group))
        {
            _groups.Add(origin, group = []);
            for (var item = index.FirstAtMost(left, depth); item != BlockStore.None && index.DepthOf(item) == depth; item = index.FirstAtMost(item, depth))
            {
                group.Add(SiblingOf(store, item));
            }
        }

        var wanted = SiblingOf(store, row);
        var view = group.GetViewBetween(wanted with { Clock = long.MaxValue }, wanted with { Client = ulong.MaxValue, Clock = 0 });
        foreach (var sibling in view)
        {
            return store.Find(new BlockId(sibling.Client, sibling.Clock));
        }

        return BlockStore.None;
    }

    public void NoteInserted(BlockStore store, int row)
    {
        if (_groups.TryGetValue(OriginOf(store, row), out var group))
        {
            group.Add(SiblingOf(store, row));
        }
    }

    private static (int Client, long Clock) OriginOf(BlockStore store, int row)
    {
        var client = store.Row(row).OriginClient;
        return (client, client == BlockStore.None ? 0 : store.OriginClockOf(row));
    }

    private static Sibling SiblingOf(BlockStore store, int row)
    {
        var client = store.Row(row).RightOriginClient;
        return new Sibling(client, client == BlockStore.None ? 0 : store.RightOriginClockOf(row), store.ClientOf(row), store.ClockOf(row));
    }

    private readonly record struct Sibling(int RightClient, long RightClock, ulong Client, long Clock) : IComparable<Sibling>
    {
        public int CompareTo(Sibling other)
        {
            var order = RightClient.CompareTo(other.RightClient);
            order = order != 0 ? order : RightClock.CompareTo(other.RightClock);
            order = order != 0 ? order : Client.CompareTo(other.Client);
            return order != 0 ? order : other.Clock.CompareTo(Clock);
        }
    }
}
