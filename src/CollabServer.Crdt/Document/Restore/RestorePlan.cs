using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>
/// What has to be deleted and inserted to make one document show what another shows. Places are ids, because rows move while the plan
/// is carried out.
/// </summary>
internal sealed class RestorePlan
{
    public List<(BlockId First, long Length)> Deletions { get; } = [];

    public List<Insertion> Insertions { get; } = [];

    /// <param name="Type">The type to insert into, in the document that changes.</param>
    /// <param name="Key">The key to set; null for a child.</param>
    /// <param name="After">The unit to insert behind; null for the head of the list.</param>
    /// <param name="AfterPrevious">Insert behind the previous insertion instead.</param>
    /// <param name="Source">What to copy, in the document to be shown.</param>
    internal readonly record struct Insertion(int Type, string? Key, BlockId? After, bool AfterPrevious, Stretch Source);
}
