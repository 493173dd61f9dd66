using System.Collections.Concurrent;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document;

/// <content>
/// Documents inside this one. Only their guid and options are content; what they hold is synchronised apart, by guid.
/// </content>
public sealed partial class Doc
{
    private ConcurrentDictionary<BlockId, Doc>? _subdocuments;

    /// <summary>Subdocuments that the transaction asked to be loaded.</summary>
    private List<Doc>? _loaded;

    /// <summary>Subdocuments that are replaced by a new object in the transaction, and by which.</summary>
    private List<(Doc Former, Doc Fresh)>? _replaced;

    /// <summary>The document this one is part of, and the block that says so.</summary>
    private (Doc Document, BlockId Block)? _parent;

    /// <summary>As a subdocument: somebody wants its content here. Set by <see cref="Load"/>.</summary>
    public bool ShouldLoad { get; private set; }

    /// <summary>As a subdocument: every replica is asked to load its content at once.</summary>
    public bool AutoLoad => Options.AutoLoad;

    /// <summary>What an application attached to a subdocument; null if nothing.</summary>
    internal Output? Meta { get; init; }

    private ConcurrentDictionary<BlockId, Doc> Known =>
        _subdocuments ?? Interlocked.CompareExchange(ref _subdocuments, new ConcurrentDictionary<BlockId, Doc>(), null) ?? _subdocuments;

    /// <summary>
    /// Asks for the content of this subdocument: the parent's <see cref="ObserveSubDocs"/> reports it as loaded when the transaction ends, if
    /// it was not loaded before. Whoever observes fetches the content by <see cref="Guid"/>; the engine fetches nothing.
    /// </summary>
    /// <param name="parentTransaction">A write transaction of the document that contains this one.</param>
    /// <exception cref="YDotNetException">The transaction can only read, or belongs to another document than the parent.</exception>
    public void Load(Transaction parentTransaction)
    {
        ArgumentNullException.ThrowIfNull(parentTransaction);
        ThrowIfDisposed();
        parentTransaction.RequireWriteable();
        if (_parent is { Document: var parent } && !ReferenceEquals(parent, parentTransaction.Doc))
        {
            throw new YDotNetException("The transaction belongs to another document than the one this subdocument is in.");
        }

        if (_parent is not null && !ShouldLoad)
        {
            (parentTransaction.Doc._loaded ??= []).Add(this);
        }

        ShouldLoad = true;
    }

    /// <summary>
    /// Raises the event of <see cref="ObserveClear"/>, then ends all subscriptions; subdocuments are cleared first. A subdocument leaves its
    /// place to a new object with the same guid, not loaded; the parent's <see cref="ObserveSubDocs"/> reports this one as removed and the
    /// new one as added, and this one is disposed of. What the documents contain stays as it is.
    /// </summary>
    /// <exception cref="YDotNetException">This is a subdocument and a transaction of its parent is open.</exception>
    public void Clear()
    {
        ThrowIfDisposed();
        foreach (var subdocument in (_subdocuments?.Values ?? []).Where(static subdocument => !subdocument.IsDisposed))
        {
            subdocument.Clear();
        }

        using (_parent?.Document.WriteTransaction())
        {
            _events.Cleared.Raise(new ClearEvent(this));
            _events.Clear();
            _typeObservers?.Clear();
            _parent?.Document.Replace(this);
        }
    }

    /// <summary>The subdocuments in this document, by client and clock.</summary>
    internal Doc[] Subdocuments()
    {
        var found = new List<Doc>();
        foreach (var client in Store.Clients.Descending())
        {
            ref var run = ref Store.Clients[client];
            for (var position = 0; position != run.End; position = run.Next(position))
            {
                var row = run.RowAt(position);
                ref var block = ref Store.Row(row);
                if (block.IsItem && !block.IsDeleted && block.Kind == ContentKind.Doc)
                {
                    found.Add(Subdocument(row));
                }
            }
        }

        return [.. found];
    }

    /// <summary>The document object of a block that holds one; the same for the same block, until somebody disposes of it.</summary>
    internal Doc Subdocument(int row)
    {
        var id = Store.IdOf(row);
        while (true)
        {
            if (!Known.TryGetValue(id, out var known))
            {
                return Known.GetOrAdd(id, Adopt(SubdocumentContent.Decode(Store.ContentOf(row)), id));
            }

            if (!known.IsDisposed)
            {
                return known;
            }

            _ = Known.TryRemove(KeyValuePair.Create(id, known));
        }
    }

    /// <summary>A document object stands for one place in one document, and not inside itself.</summary>
    internal void RequireFree(Doc subdocument)
    {
        if (subdocument._parent is not null)
        {
            throw new YDotNetException("The document is a subdocument already. Insert another one with the same guid.");
        }

        for (var around = this; around is not null; around = around._parent?.Document)
        {
            if (ReferenceEquals(around, subdocument))
            {
                throw new YDotNetException("A document cannot be its own subdocument.");
            }
        }
    }

    internal void UseSubdocument(int row, Doc subdocument)
    {
        var id = Store.IdOf(row);
        Known[id] = Adopt(subdocument, id);
    }

    /// <summary>As in Yjs, a subdocument edits with the id of the document it is in.</summary>
    private Doc Adopt(Doc subdocument, BlockId block)
    {
        subdocument._parent = (this, block);
        subdocument.Id = Id;
        subdocument.CollectionId ??= CollectionId;
        return subdocument;
    }

    private void Replace(Doc subdocument)
    {
        var (_, block) = subdocument._parent!.Value;
        subdocument._parent = null;
        var row = Store.Find(block);
        if (row == BlockStore.None || Store.Row(row).IsDeleted || Store.Row(row).Kind != ContentKind.Doc)
        {
            return;
        }

        var fresh = Adopt(SubdocumentContent.Decode(Store.ContentOf(row)), block);
        fresh.ShouldLoad = false;
        Known[block] = fresh;
        (_replaced ??= []).Add((subdocument, fresh));
    }

    /// <summary>
    /// Looked up before garbage collection takes the content they are made from. Document objects are made only if somebody wants to see
    /// them: a small update may hold many subdocuments.
    /// </summary>
    private SubDocsEvent? TakeSubdocumentChanges(TransactionChanges changes)
    {
        var loaded = _loaded;
        var replaced = _replaced;
        _loaded = null;
        _replaced = null;
        if (changes.AddedSubdocuments.Count == 0 && changes.RemovedSubdocuments.Count == 0 && loaded is null && replaced is null)
        {
            return null;
        }

        var isObserved = _events.SubDocs.Any;
        var added = new List<Doc>();
        var removed = new List<Doc>();
        foreach (var row in changes.RemovedSubdocuments)
        {
            if (isObserved)
            {
                removed.Add(Subdocument(row));
            }

            if (_subdocuments is not null && _subdocuments.TryRemove(Store.IdOf(row), out var known))
            {
                known._parent = null;
                if (!isObserved)
                {
                    removed.Add(known);
                }
            }
        }

        if (isObserved)
        {
            added.AddRange(changes.AddedSubdocuments.ConvertAll(Subdocument));
        }

        foreach (var (former, fresh) in replaced ?? [])
        {
            removed.Add(former);
            added.Add(fresh);
        }

        return new SubDocsEvent(added, removed, [.. added.FindAll(static subdocument => subdocument.ShouldLoad), .. loaded ?? []]);
    }

    private void RaiseSubdocuments(SubDocsEvent? changed)
    {
        if (changed is null)
        {
            return;
        }

        _events.SubDocs.Raise(changed);
        foreach (var removed in changed.Removed)
        {
            removed.Dispose();
        }
    }
}
