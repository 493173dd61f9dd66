using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Restore;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>Going back to an earlier state by going forward.</content>
public sealed partial class Transaction
{
    /// <summary>
    /// Edits this document so that every root shows what it shows in <paramref name="target"/>, an earlier state of the same document.
    /// Ordinary edits: other replicas receive them as an update, nobody's history is rewritten, and going back again works the same way.
    /// What is visible in both states stays untouched; what has to come back is a copy with new ids. Changes nothing if nothing differs.
    /// </summary>
    /// <exception cref="YDotNetException">This transaction can only read, or a write transaction of the target is open.</exception>
    /// <exception cref="ArgumentException">The target is this document.</exception>
    public void RestoreTo(Doc target) => RestoreTo(target, All);

    /// <summary>As the other overload, for the named roots alone; the others stay as they are.</summary>
    /// <exception cref="YDotNetException">This transaction can only read, or a write transaction of the target is open.</exception>
    /// <exception cref="ArgumentException">The target is this document.</exception>
    public void RestoreTo(Doc target, IReadOnlyCollection<string> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        RestoreTo(target, Named(roots));
    }

    /// <summary>
    /// The update that would make every root show what it showed at a snapshot of this document, and its inverse. Nothing is changed: apply
    /// or send them when it suits. Null if the document collects garbage and therefore cannot tell what it was; give
    /// <see cref="EncodeRestore(Doc, UpdateEncoding, IReadOnlyCollection{string}?)"/> a stored state then. Costs a copy of the document.
    /// </summary>
    /// <param name="snapshot">See <see cref="Snapshot"/>.</param>
    /// <param name="encoding">That of the updates.</param>
    /// <param name="roots">Names of the roots that go back; null for all.</param>
    /// <exception cref="MalformedUpdateException">The bytes are no snapshot.</exception>
    public RestoreUpdate? EncodeRestore(ReadOnlySpan<byte> snapshot, UpdateEncoding encoding, IReadOnlyCollection<string>? roots = null)
    {
        var store = Store;
        if (!Doc.Options.SkipGarbageCollection)
        {
            return null;
        }

        using var target = new Doc(new DocOptions { SkipGarbageCollection = true });
        using (var transaction = target.WriteTransaction())
        {
            transaction.ApplyStored(StateReader.AtSnapshot(store, snapshot, UpdateEncoding.V1), UpdateEncoding.V1);
        }

        return RestoreEncoding.Encode(Doc, target.Store, encoding, roots is null ? All : Named(roots));
    }

    /// <summary>
    /// As the other overload, for an earlier state of this document that was loaded into a document of its own.
    /// </summary>
    /// <exception cref="YDotNetException">A write transaction of the target is open.</exception>
    /// <exception cref="ArgumentException">The target is this document.</exception>
    public RestoreUpdate EncodeRestore(Doc target, UpdateEncoding encoding, IReadOnlyCollection<string>? roots = null)
    {
        ThrowIfDisposed();
        RequireOther(target);
        using (target.ReadTransaction())
        {
            return RestoreEncoding.Encode(Doc, target.Store, encoding, roots is null ? All : Named(roots));
        }
    }

    private static bool All(string root) => true;

    private static Predicate<string> Named(IReadOnlyCollection<string> roots) => new HashSet<string>(roots, StringComparer.Ordinal).Contains;

    private void RestoreTo(Doc target, Predicate<string> includes)
    {
        ThrowIfDisposed();
        RequireOther(target);
        RequireWriteable();
        using (target.ReadTransaction())
        {
            RestoreEncoding.Run(Doc, target.Store, includes);
        }
    }

    private void RequireOther(Doc target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (ReferenceEquals(target, Doc))
        {
            throw new ArgumentException("A document cannot be restored to itself.", nameof(target));
        }
    }
}
