using CollabServer.Crdt.Document;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>Where every unit of a document stands, deleted or not: a text to compare. What lies inside something deleted may have been collected, and is left out.</summary>
internal static class Places
{
    public static string Of(Doc doc)
    {
        var store = doc.Store;
        var lists = new List<string>();
        for (var type = 0; type < store.Types.TypeCount; type++)
        {
            if (store.Types.Type(type).IsFree || store.IsTypeDeleted(type))
            {
                continue;
            }

            var item = store.Types.Type(type).Item;
            var name = item == BlockStore.None ? Convert.ToHexString(store.Names.Bytes(store.Types.Type(type).Name)) : $"{store.IdOf(item)}";
            AddList(store.Types.Type(type).List, name);
            for (var list = store.Types.Type(type).FirstKeyed; list != BlockStore.None; list = store.Types.List(list).NextKeyed)
            {
                AddList(list, $"{name} / {Convert.ToHexString(store.Names.Bytes(store.Types.List(list).Key))}");
            }
        }

        return string.Join(Environment.NewLine, lists.Order(StringComparer.Ordinal));

        void AddList(int list, string name)
        {
            var ranges = Ranges(store, list);
            if (ranges.Count > 0)
            {
                lists.Add(name + ": " + string.Join(" ", ranges));
            }
        }
    }

    private static List<UnitRange> Ranges(BlockStore store, int list)
    {
        var ranges = new List<UnitRange>();
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            var range = new UnitRange(store.ClientOf(row), store.ClockOf(row), store.EndOf(row), store.Row(row).IsDeleted);
            if (ranges.Count > 0 && ranges[^1] is var last && last.Client == range.Client && last.End == range.Clock && last.IsDeleted == range.IsDeleted)
            {
                // Where blocks are cut is another matter.
                ranges[^1] = last with { End = range.End };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    private readonly record struct UnitRange(ulong Client, long Clock, long End, bool IsDeleted)
    {
        public override string ToString() => $"{Client}:{Clock}-{End}{(IsDeleted ? "x" : "")}";
    }
}
