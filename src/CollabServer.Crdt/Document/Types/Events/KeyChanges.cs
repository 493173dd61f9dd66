using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What happened to the keys of a type.</summary>
internal static class KeyChanges
{
    public static EventKeys Read(Doc document, IEnumerable<int> keyedLists, CommittedBlocks committed)
    {
        var changes = new List<EventKeyChange>();
        foreach (var list in keyedLists)
        {
            if (Read(document, list, committed) is { } change)
            {
                changes.Add(change);
            }
        }

        return new EventKeys(changes);
    }

    /// <summary>Null if the value before and after is the same: none.</summary>
    private static EventKeyChange? Read(Doc document, int list, CommittedBlocks committed)
    {
        var store = committed.Store;
        var key = store.Names.Text(store.Types.List(list).Key);
        var value = store.Types.List(list).Tail;
        var before = value;
        while (before != BlockStore.None && committed.Adds(before))
        {
            before = store.Row(before).Left;
        }

        var old = before != BlockStore.None && committed.Deletes(before) ? OldValue(document, before) : null;
        if (value != before && !store.Row(value).IsDeleted)
        {
            return new EventKeyChange(
                key,
                old is null ? EventKeyChangeTag.Add : EventKeyChangeTag.Update,
                old,
                NewValue(document, value));
        }

        return old is null ? null : new EventKeyChange(key, EventKeyChangeTag.Remove, old, newValue: null);
    }

    /// <summary>Updates may give a key a mark as value, which is none.</summary>
    private static Output NewValue(Doc document, int row) =>
        document.Store.Row(row).IsCountable ? BlockValues.Last(document, row) : Output.UndefinedValue;

    /// <summary>A subdocument is made anew, so that the document does not go on to hold one it has just let go.</summary>
    private static Output OldValue(Doc document, int row) => document.Store.Row(row).Kind switch
    {
        ContentKind.Deleted or ContentKind.Format => Output.UndefinedValue,
        ContentKind.Doc => new Output(SubdocumentContent.Decode(document.Store.ContentOf(row))),
        _ => BlockValues.Last(document, row),
    };
}
