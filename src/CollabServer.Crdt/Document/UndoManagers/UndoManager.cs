using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.UndoManagers.Events;
using CollabServer.Crdt.Infrastructure;

namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>
/// Takes back edits of this replica, and only those, whatever others did in between. Undoing is an ordinary edit: peers receive it as an update.
/// What may have to come back is kept from garbage collection.
/// </summary>
/// <remarks>
/// Steps are captured from transactions that changed something in scope: all types named with <see cref="AddScope"/> or the constructor, or the
/// whole document while none is named. Without origins only transactions without origin count; once an origin is added, only those listed
/// (an empty one stands for none). Not thread-safe, except that other threads may write to the document.
/// </remarks>
public sealed class UndoManager : UnmanagedResource
{
    private readonly Doc _document;
    private readonly UndoManagerOptions _options;
    private readonly Listener _listener;
    private readonly byte[] _origin = Guid.NewGuid().ToByteArray();
    private readonly List<(int Type, int Generation)> _scope = [];
    private readonly List<byte[]> _origins = [];
    private readonly List<UndoStep> _undo = [];
    private readonly List<UndoStep> _redo = [];
    private readonly EventHandlers<UndoEvent> _added;
    private readonly EventHandlers<UndoEvent> _popped;
    /// <summary>What the transaction that has our origin is doing.</summary>
    private UndoEventKind _running;

    /// <summary>When the last step was captured; null if the next one must not join it.</summary>
    private long? _lastCapture;

    /// <summary>For the whole document, until a scope is added. Throws if a write transaction is open.</summary>
    public UndoManager(Doc doc, UndoManagerOptions? options = null)
        : this(doc, branch: null, options)
    {
    }

    /// <summary>For one type with everything inside it; null for the whole document. Throws if a write transaction is open.</summary>
    public UndoManager(Doc doc, Branch? branch, UndoManagerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(doc);
        _document = doc;
        _options = options ?? new UndoManagerOptions();
        _listener = new Listener(this);
        _added = new EventHandlers<UndoEvent>(doc.Options.HandlerFailed);
        _popped = new EventHandlers<UndoEvent>(doc.Options.HandlerFailed);
        if (branch is not null)
        {
            AddScope(branch);
        }

        using (doc.ReadTransaction())
        {
            doc.AddCommitListener(_listener);
        }
    }

    /// <summary>Takes back the last step that still has an effect; false if there is none. Throws if a transaction is open.</summary>
    public bool Undo() => Reverse(_undo, UndoEventKind.Undo);

    /// <summary>Takes back the last undo; false if there is none or others made it pointless. Throws if a transaction is open.</summary>
    public bool Redo() => Reverse(_redo, UndoEventKind.Redo);

    /// <summary>A step can be undone. Others may have made it pointless meanwhile.</summary>
    public bool CanUndo() => _undo.Count > 0;

    /// <summary>A step can be redone. Others may have made it pointless meanwhile.</summary>
    public bool CanRedo() => _redo.Count > 0;

    /// <summary>Forgets all steps; false if there were none. Throws if a transaction is open.</summary>
    public bool Clear()
    {
        ThrowIfDisposed();
        if (!CanUndo() && !CanRedo())
        {
            return false;
        }

        using (_document.WriteTransaction(_origin))
        {
            var scope = Scope();
            Forget(_undo, scope);
            Forget(_redo, scope);
        }

        return true;
    }

    /// <summary>The next edit begins a new step, however soon it comes.</summary>
    public void Stop() => _lastCapture = null;

    /// <summary>Adds a type with everything inside it. Throws if a write transaction is open.</summary>
    public void AddScope(Branch branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        ThrowIfDisposed();
        using var transaction = _document.ReadTransaction();
        _scope.Add((branch.TypeIndex, branch.Read(transaction).Types.Type(branch.TypeIndex).Generation));
    }

    /// <summary>
    /// From now on transactions with this origin count; those without one only if an empty origin is added as well.
    /// </summary>
    public void AddOrigin(byte[] origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        AddOrigin(origin.AsSpan());
    }

    /// <inheritdoc cref="AddOrigin(byte[])"/>
    public void AddOrigin(ReadOnlySpan<byte> origin)
    {
        RemoveOrigin(origin);
        _origins.Add(origin.ToArray());
    }

    /// <summary>Transactions with this origin no longer count. Without any origin left, those without origin count again.</summary>
    public void RemoveOrigin(byte[] origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        RemoveOrigin(origin.AsSpan());
    }

    /// <inheritdoc cref="RemoveOrigin(byte[])"/>
    public void RemoveOrigin(ReadOnlySpan<byte> origin)
    {
        for (var i = _origins.Count - 1; i >= 0; i--)
        {
            if (origin.SequenceEqual(_origins[i]))
            {
                _origins.RemoveAt(i);
            }
        }
    }

    /// <summary>When a step is put on a stack, not when it grows. The document is locked during the callback; exceptions are swallowed.</summary>
    public IDisposable ObserveAdded(Action<UndoEvent> action) => _added.Add(action);

    /// <summary>After a step was taken back.</summary>
    public IDisposable ObservePopped(Action<UndoEvent> action) => _popped.Add(action);

    /// <summary>Captures nothing more. What was kept from garbage collection stays; see <see cref="Clear"/>.</summary>
    protected override void DisposeCore(bool disposing)
    {
        _document.RemoveCommitListener(_listener);
        _added.Clear();
        _popped.Clear();
    }

    private bool Reverse(List<UndoStep> stack, UndoEventKind kind)
    {
        ThrowIfDisposed();
        if (stack.Count == 0)
        {
            return false;
        }

        var changed = false;
        using (_document.WriteTransaction(_origin))
        {
            _running = kind;
            var scope = Scope();
            while (!changed && stack.Count > 0)
            {
                var step = stack[^1];
                stack.RemoveAt(stack.Count - 1);
                changed = StepReversal.Run(_document, scope, step, IsDeletedByStep);
            }
        }

        if (changed)
        {
            _popped.Raise(new UndoEvent(kind, _origin));
        }

        return changed;
    }

    private void Capture(Transaction transaction)
    {
        var store = _document.Store;
        var scope = Scope();
        UndoEventKind? running = ReferenceEquals(transaction.Origin, _origin) ? _running : null;
        if ((running is null && !Tracks(transaction.Origin)) || !scope.IsChanged())
        {
            return;
        }

        if (running == UndoEventKind.Undo)
        {
            Stop();
        }
        else if (running is null)
        {
            Forget(_redo, scope);
        }

        var (stack, kind) = running == UndoEventKind.Undo ? (_redo, UndoEventKind.Redo) : (_undo, UndoEventKind.Undo);
        var step = new UndoStep(ClockRanges.Insertions(store), ClockRanges.Deletions(store.Changes));
        KeptContent.Keep(store, scope, step.Deletions);
        var joins = running is null && stack.Count > 0 && IsWithinTimeout();
        if (running is null)
        {
            _lastCapture = _options.TimeProvider.GetTimestamp();
        }

        if (joins)
        {
            stack[^1].Add(step);
            return;
        }

        stack.Add(step);
        _added.Raise(new UndoEvent(kind, transaction.Origin));
    }

    private bool Tracks(byte[]? origin) =>
        _origins.Count == 0 ? origin is null : _origins.Exists(tracked => tracked.AsSpan().SequenceEqual(origin));

    private bool IsWithinTimeout() =>
        _lastCapture is { } last
        && _options.TimeProvider.GetElapsedTime(last) < TimeSpan.FromMilliseconds(_options.CaptureTimeoutMilliseconds);

    private bool IsDeletedByStep(int client, long clock) =>
        _undo.Exists(step => step.Deletions.Contains(client, clock)) || _redo.Exists(step => step.Deletions.Contains(client, clock));

    private void Forget(List<UndoStep> stack, UndoScope scope)
    {
        KeptContent.LetGo(_document.Store, scope, stack);
        stack.Clear();
    }

    private UndoScope Scope() => new(_document.Store, _scope);

    private sealed class Listener(UndoManager manager) : ICommitListener
    {
        public void OnCommit(Transaction transaction) => manager.Capture(transaction);
    }
}
