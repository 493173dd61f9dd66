using CollabServer.Crdt.Document.Restore;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>Going back to an earlier state by going forward.</content>
public sealed partial class Transaction
{
    /// <summary>
    /// Edits this document so that every root shows what it shows in <paramref name="target"/>, an earlier state of the same document.
    /// Ordinary edits: other replicas receive them as an update, nobody's history is rewritten, and going back again works the same way.
    /// What is visible in both states stays untouched; what has to come back is a copy with new ids. Changes nothing if nothing differs.
    /// </summary>
    public void RestoreTo(Doc target) => RestoreTo(target, static _ => true);

    /// <summary>As the other overload, for the named roots alone; the others stay as they are.</summary>
    public void RestoreTo(Doc target, IReadOnlyCollection<string> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        RestoreTo(target, new HashSet<string>(roots, StringComparer.Ordinal).Contains);
    }

    private void RestoreTo(Doc target, Predicate<string> includes)
    {
        ArgumentNullException.ThrowIfNull(target);
        ThrowIfDisposed();
        if (ReferenceEquals(target, Doc))
        {
            throw new ArgumentException("A document cannot be restored to itself.", nameof(target));
        }

        if (!Writeable)
        {
            throw new YDotNetException("A read transaction cannot change the document.");
        }

        using (target.ReadTransaction())
        {
            var source = new UnitReader(target.Store);
            var plan = RestorePlanner.Make(new UnitReader(Doc.Store), source, includes);
            new Restoration(Doc, source).Run(plan);
        }
    }
}
