using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document;

/// <content>Who looks at what a transaction did before it is cleaned up.</content>
public sealed partial class Doc
{
    private readonly Lock _listenersLock = new();

    /// <summary>Replaced as a whole, since a listener may go while it is being called.</summary>
    private volatile ICommitListener[] _commitListeners = [];
    private TypeObservers? _typeObservers;

    internal bool HasCommitListeners => _commitListeners.Length > 0;

    internal TypeObservers TypeObservers => LazyInitializer.EnsureInitialized(ref _typeObservers, () => new TypeObservers(this));

    internal void AddCommitListener(ICommitListener listener)
    {
        lock (_listenersLock)
        {
            _commitListeners = [.. _commitListeners, listener];
        }
    }

    internal void RemoveCommitListener(ICommitListener listener)
    {
        lock (_listenersLock)
        {
            _commitListeners = [.. _commitListeners.Where(other => !ReferenceEquals(other, listener))];
        }
    }
}
