using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>How the children of an array or XML type changed.</summary>
internal static class ListChanges
{
    public static EventChanges Read(Doc document, int type, CommittedBlocks committed)
    {
        var store = committed.Store;
        var steps = new List<EventChange>();
        var tag = EventChangeTag.Retain;
        var length = 0L;
        var values = new List<Output>();
        for (var row = store.FirstOf(type); row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            if (!block.IsCountable)
            {
                continue;
            }

            var isNew = committed.Adds(row);
            if (block.IsDeleted)
            {
                if (!isNew && committed.Deletes(row))
                {
                    Step(EventChangeTag.Remove, store.LengthOf(row));
                }
            }
            else if (isNew)
            {
                Step(EventChangeTag.Add, store.LengthOf(row));
                values.AddRange(BlockValues.Of(document, row));
            }
            else
            {
                Step(EventChangeTag.Retain, store.LengthOf(row));
            }
        }

        if (tag != EventChangeTag.Retain)
        {
            Flush();
        }

        return new EventChanges(steps);

        void Step(EventChangeTag next, long units)
        {
            if (next != tag)
            {
                Flush();
                tag = next;
            }

            length += units;
        }

        void Flush()
        {
            if (length > 0)
            {
                steps.Add(new EventChange(tag, checked((uint)length), [.. values]));
            }

            length = 0;
            values.Clear();
        }
    }
}
