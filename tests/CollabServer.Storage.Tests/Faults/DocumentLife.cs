using System.Collections.Concurrent;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Faults;

/// <summary>
/// Two documents from the first edit to an orderly stop, over a store whose calls may go wrong: edits alone and together, checkpoints,
/// a version, a restore, leaving memory, coming back. What fails is not acknowledged, and is asked for again once where people would.
/// </summary>
internal sealed class DocumentLife : IAsyncDisposable
{
    /// <summary>Attempts to open a document: where patience is short, a busy machine alone can use some up.</summary>
    private const int MostAttempts = 50;

    private readonly ServiceProvider _provider;
    private readonly DocumentDirectory _directory;
    private readonly Doc _editor = new();

    private DocumentLife(OpenStore store, FaultyCalls calls, TimeSpan patience)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(calls.Around(store.Log))
            .AddSingleton(calls.Around(store.Snapshots))
            .AddSingleton(calls.Around(store.Catalog))
            .AddSingleton(calls.Around(store.Quarantine))
            .AddSingleton(calls.Around(store.Trimming))
            .AddSingleton(calls.Around(store.Measure))
            .AddCollabDocuments();
        services.Configure<DocumentsOptions>(options =>
        {
            options.CheckpointAfterUpdates = 3;
            options.UnloadAfter = TimeSpan.FromMilliseconds(10);
            options.RetryFirstDelay = TimeSpan.FromMilliseconds(1);
            options.RetryLongestDelay = TimeSpan.FromMilliseconds(20);
            options.AppendTimeout = options.FirstAnswerTimeout = options.LoadTimeout = options.RestoreTimeout = patience;
            options.StopTimeout = TimeSpan.FromSeconds(30);
        });
        _provider = services.BuildServiceProvider();
        _directory = _provider.GetRequiredService<DocumentDirectory>();
    }

    public ConcurrentDictionary<DocumentName, List<byte[]>> Acknowledged { get; } = [];

    public IReadOnlyList<DocumentName> Unsaved { get; private set; } = [];

    public string TextToRestore { get; private set; } = "";

    /// <summary>Null when the restore was not answered for.</summary>
    public string? TextAfterRestore { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="patience">How long the server waits for the store.</param>
    public static async Task<DocumentLife> RunAsync(OpenStore store, FaultyCalls calls, TimeSpan patience, string name)
    {
        await using var life = new DocumentLife(store, calls, patience);
        await life.RunAsync(DocumentName.Parse($"{Guid.NewGuid():N}/{name}"), DocumentName.Parse($"{Guid.NewGuid():N}/{name} beside"));
        return life;
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private async Task RunAsync(DocumentName name, DocumentName beside)
    {
        using (var document = await OpenAsync(name))
        using (var other = await OpenAsync(beside))
        {
            await Task.WhenAll(ApplyAsync(document, Type(_editor, "a")), ApplyAsync(other, Type(new Doc(), "b")));
            await ApplyAsync(document, Type(_editor, "c"));
            await ApplyAsync(document, Type(_editor, "d"));
            TextToRestore = TextOf((await document.ReadStateAsync(UpdateEncoding.V1, Ct)).Update.Span);
            await VersionAsync(document);
            await ApplyAsync(document, Type(_editor, "e"));
            await RestoreAsync(document);
        }

        // A snapshot that fails keeps a document in memory for a moment; nothing may keep it for good.
        await WaitUntilAsync(() => _directory.Names.Count == 0, "the documents have left memory");
        using (var document = await OpenAsync(name))
        {
            await ApplyAsync(document, Type(_editor, "f"));
        }

        Unsaved = (await _directory.StopAsync(Ct)).Unsaved;
    }

    private async Task<DocumentHandle> OpenAsync(DocumentName name)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _directory.OpenAsync(name, Ct);
            }
            catch (DocumentUnavailableException) when (attempt < MostAttempts)
            {
                // As a client that comes back.
            }
        }
    }

    private async Task ApplyAsync(DocumentHandle document, byte[] update)
    {
        await document.ApplyAsync(update, UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        var acknowledged = Acknowledged.GetOrAdd(document.Name, _ => []);
        lock (acknowledged)
        {
            acknowledged.Add(update);
        }
    }

    private static async Task VersionAsync(DocumentHandle document)
    {
        try
        {
            await document.SaveVersionAsync("version", createdBy: null, Ct);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Whoever asked is told; nothing was promised.
        }
    }

    private async Task RestoreAsync(DocumentHandle document)
    {
        var target = new Doc();
        using (var writing = target.WriteTransaction())
        {
            foreach (var update in Acknowledged[document.Name].SkipLast(1))
            {
                writing.Apply(update, UpdateEncoding.V1);
            }
        }

        using var reading = target.ReadTransaction();
        try
        {
            await document.RestoreAsync(reading.StateDiffV1(stateVector: null), UpdateEncoding.V1, "restore", restoredBy: null, Ct);
            TextAfterRestore = TextOf((await document.ReadStateAsync(UpdateEncoding.V1, Ct)).Update.Span);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TimeoutException)
        {
            // As above.
        }
    }

    /// <summary>The update that one more letter is.</summary>
    private static byte[] Type(Doc editor, string letter)
    {
        byte[] before;
        using (var reading = editor.ReadTransaction())
        {
            before = reading.StateVectorV1();
        }

        var text = editor.Text("t");
        using var writing = editor.WriteTransaction();
        text.Insert(writing, text.Length(writing), letter);
        return writing.StateDiffV1(before);
    }

    private static string TextOf(ReadOnlySpan<byte> update)
    {
        var doc = new Doc();
        var text = doc.Text("t");
        using (var writing = doc.WriteTransaction())
        {
            writing.Apply(update, UpdateEncoding.V1);
        }

        using var reading = doc.ReadTransaction();
        return text.String(reading);
    }

    private static async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"Waited 30 s until {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
