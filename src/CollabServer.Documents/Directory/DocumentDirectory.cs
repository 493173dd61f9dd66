using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Failpoints;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Directory;

/// <summary>
/// The documents in memory: at most one actor per name in this process, by construction, because a name is taken under one lock before
/// anything is loaded. A load that fails is forgotten at once, so that the next one tries again. Thread-safe.
/// </summary>
public sealed class DocumentDirectory
{
    private readonly DocumentServices _services;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentName, OpenDocument> _open = [];
    private bool _isStopping;

    internal DocumentDirectory(DocumentServices services)
    {
        _services = services;
        _logger = services.Loggers.CreateLogger<DocumentDirectory>();
    }

    /// <summary>The names of the documents in memory.</summary>
    public IReadOnlyList<DocumentName> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Keys];
            }
        }
    }

    /// <summary>What stopping left behind; null until it is through.</summary>
    public StopReport? Stopped { get; private set; }

    /// <summary>Opens a document, loading it if it is not in memory. It stays there until the handle is disposed.</summary>
    /// <exception cref="DocumentUnavailableException">It cannot be loaded, or the server is stopping.</exception>
    public async Task<DocumentHandle> OpenAsync(DocumentName name, CancellationToken ct)
    {
        var document = Hold(name);
        try
        {
            var loop = await document.Loop.WaitAsync(ct);
            return new DocumentHandle(loop, _services, new DocumentHold(this, document));
        }
        catch
        {
            Release(document);
            throw;
        }
    }

    /// <summary>
    /// Stops gracefully: nobody can come any more, editors hear that the server is going away, the log catches up, sessions are sent away
    /// with <c>service-restart</c>. When <paramref name="ct"/> is cancelled, what is unsaved is left unsaved, and reported.
    /// </summary>
    public async Task<StopReport> StopAsync(CancellationToken ct)
    {
        OpenDocument[] documents;
        lock (_lock)
        {
            _isStopping = true;
            documents = [.. _open.Values];
            foreach (var document in documents.Where(document => document.State == OpenDocumentState.Active))
            {
                document.State = OpenDocumentState.Draining;
            }
        }

        Failpoint.Hit("shutdown.after-drain");
        _logger.LogStopping(documents.Length);
        var left = (await Task.WhenAll(documents.Select(document => StopAsync(document, ct)))).OfType<DocumentName>();
        var unsaved = left.Union(await WaitForOrphansAsync(ct)).OrderBy(name => name.Value, StringComparer.Ordinal).ToArray();
        foreach (var name in unsaved)
        {
            _logger.LogLeftUnsaved(name);
        }

        return Stopped = new StopReport(unsaved);
    }

    /// <summary>The documents in memory that are not being loaded.</summary>
    internal IReadOnlyList<DocumentLoop> Loaded
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Values.Where(document => document.Loop.IsCompletedSuccessfully).Select(document => document.Loop.Result)];
            }
        }
    }

    /// <summary>Has a document leave memory now, saved, its sessions sent away: what opens it next loads it again.</summary>
    internal async Task EvictAsync(DocumentName name, CancellationToken ct)
    {
        OpenDocument? document;
        lock (_lock)
        {
            document = _open.GetValueOrDefault(name);
        }

        if (document is not null)
        {
            await StopAsync(document, ct);
        }
    }

    internal void HoldAgain(OpenDocument document)
    {
        lock (_lock)
        {
            document.Holders++;
        }
    }

    internal void Release(OpenDocument document)
    {
        lock (_lock)
        {
            document.Holders--;
        }
    }

    private OpenDocument Hold(DocumentName name)
    {
        lock (_lock)
        {
            if (_isStopping)
            {
                throw new DocumentUnavailableException(name, "the server is stopping.");
            }

            if (_open.TryGetValue(name, out var document))
            {
                document.Holders++;
                return document;
            }

            document = new OpenDocument(name) { Holders = 1 };
            _open.Add(name, document);
            document.Gone = RunAsync(document);
            return document;
        }
    }

    // Loads and then is the document, until it ends. Nobody's cancellation stops a load that others wait for.
    private async Task RunAsync(OpenDocument document)
    {
        // Off the directory's lock, under which this was started.
        await Task.Yield();
        DocumentLoop loop;
        try
        {
            loop = await LoadAsync(document);
        }
        catch (Exception e)
        {
            // Forgotten before it is reported: whoever tries again gets a new load.
            Forget(document);
            Failpoint.Hit("load.after-forget");
            document.Failed(e as DocumentUnavailableException ?? new DocumentUnavailableException(document.Name, "it could not be opened.", e));
            return;
        }

        _services.Instruments.DocumentOpened();
        Failpoint.Hit("load.before-publish");
        var running = loop.RunAsync();
        document.Loaded(loop);
        Failpoint.Hit("load.after-publish");
        await running;
        Failpoint.Hit("unload.after-end");
        Forget(document);
        Failpoint.Hit("unload.after-forget");
        _services.Instruments.DocumentClosed();
        _logger.LogUnloaded(document.Name);
    }

    private async Task<DocumentLoop> LoadAsync(OpenDocument document)
    {
        var started = _services.Time.GetTimestamp();
        var loaded = await _services.Loader.LoadAsync(document.Name);
        var elapsed = _services.Time.GetElapsedTime(started);
        _services.Instruments.Loaded(elapsed);
        _logger.LogLoaded(document.Name, loaded.DurableSeq, loaded.SnapshotSeq, loaded.Bytes, elapsed.TotalMilliseconds);
        lock (_lock)
        {
            document.State = _isStopping ? OpenDocumentState.Draining : OpenDocumentState.Active;
        }

        return new DocumentLoop(new DocumentActor(loaded, _services.Access, _services.Limits, _services.Options), _services, loop => TryForget(document, loop));
    }

    // Asked by the document when it has nothing more to do. The same lock hands out documents: nobody can get hold of one that is being forgotten.
    // What a client sent before it let go may still be in the mailbox, and counts.
    private bool TryForget(OpenDocument document, DocumentLoop loop)
    {
        lock (_lock)
        {
            if (document.Holders > 0 || !loop.Mailbox.IsEmpty)
            {
                return false;
            }

            Failpoint.Hit("unload.before-forget");
            ForgetNeedsLock(document);
            return true;
        }
    }

    private void Forget(OpenDocument document)
    {
        lock (_lock)
        {
            ForgetNeedsLock(document);
        }
    }

    private void ForgetNeedsLock(OpenDocument document)
    {
        document.State = OpenDocumentState.Closed;
        if (_open.TryGetValue(document.Name, out var current) && current == document)
        {
            _open.Remove(document.Name);
        }
    }

    /// <summary>Edits of documents that broke, and so are not in memory any more, may be on their way to the log still.</summary>
    private async Task<IReadOnlyList<DocumentName>> WaitForOrphansAsync(CancellationToken ct)
    {
        try
        {
            await _services.Writer.WhenWrittenAsync(document: null, ct);
        }
        catch (OperationCanceledException)
        {
            // Time is up.
        }

        return _services.Writer.Unwritten;
    }

    /// <returns>The name, if edits were left unsaved.</returns>
    private async Task<DocumentName?> StopAsync(OpenDocument document, CancellationToken ct)
    {
        DocumentLoop loop;
        try
        {
            loop = await document.Loop.WaitAsync(ct);
        }
        catch (Exception e) when (e is DocumentUnavailableException or OperationCanceledException)
        {
            // It never got as far as holding an edit.
            return null;
        }

        try
        {
            // Behind what clients have sent already: that is still taken.
            await loop.Mailbox.PostAsync(new StopRequested(_services.Options.ReconnectDelay * (0.5 + _services.Random.NextDouble())), ct);
        }
        catch (OperationCanceledException)
        {
            // Time is up already; see below.
        }

        await using var deadline = ct.UnsafeRegister(_ => loop.Mailbox.Post(StopNow.Instance), state: null);
        Failpoint.Hit("shutdown.after-told");
        var saved = await loop.Ended;
        Failpoint.Hit("shutdown.after-document");
        await document.Gone;
        return saved ? null : document.Name;
    }
}
