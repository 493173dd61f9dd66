using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document;

/// <summary>
/// Which clocks are neither in the document nor waiting themselves, though something that waits comes after them or refers to them.
/// </summary>
internal static class MissingDependencies
{
    public static IReadOnlyDictionary<ulong, ClockRange[]> Of(BlockStore store)
    {
        var needs = store.Pending.Structs() is { } structs
            ? UpdateNeeds.Read(structs, UpdateEncoding.V2, UpdateLimits.Stored)
            : new UpdateNeeds();
        foreach (var range in store.Pending.Deletes())
        {
            needs.AddNeed(range.Client, range.End);
        }

        return needs.Missing(store.Clients.StateOf);
    }
}
