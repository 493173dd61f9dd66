namespace CollabServer.Crdt.Document.State;

/// <summary>Deleted clocks per client, ascending and joined.</summary>
public sealed class DeleteSet
{
    internal DeleteSet(IReadOnlyDictionary<ulong, IdRange[]> ranges) => Ranges = ranges;

    public IReadOnlyDictionary<ulong, IdRange[]> Ranges { get; }
}
