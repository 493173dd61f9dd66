using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Clients;

/// <summary>All documents and clients of a run.</summary>
internal sealed class Stage : IDisposable
{
    /// <summary>Handshakes under way at once: fewer than the smallest listen backlog among the servers.</summary>
    private const int ConcurrentConnects = 64;

    private readonly LoadOptions _options;

    public Stage(LoadOptions options, int ringSize)
    {
        _options = options;
        var perDocument = options.ClientsPerDocument;
        var firstClientId = 1_000_000_000 + ((ulong)Random.Shared.Next(1_000_000) * 1000);
        for (var d = 0; d < options.Documents; d++)
        {
            var name = $"{options.DocumentPrefix}-{d}";
            var document = new LoadDocument(name, firstClientId + (ulong)(d * perDocument), perDocument, options.EditLength, ringSize);
            Documents.Add(document);
            for (var c = 0; c < perDocument; c++)
                Clients.Add(new LoadClient(options.Dialect, document, c, Measurement));
        }
    }

    public Measurement Measurement { get; } = new();

    public List<LoadDocument> Documents { get; } = [];

    /// <summary>Document by document.</summary>
    public List<LoadClient> Clients { get; } = [];

    /// <summary>The clients that write, taking turns over the documents: neighbours in the list are in different documents.</summary>
    public IReadOnlyList<LoadClient> Writers()
    {
        var perDocument = _options.ClientsPerDocument;
        var writers = _options.Writers == 0 ? perDocument : Math.Min(_options.Writers, perDocument);
        return [.. from c in Enumerable.Range(0, writers) from d in Enumerable.Range(0, Documents.Count) select Clients[(d * perDocument) + c]];
    }

    /// <summary>Connects everybody and waits until each has the document.</summary>
    public async Task JoinAsync(CancellationToken ct)
    {
        await Parallel.ForEachAsync(
            Clients,
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrentConnects, CancellationToken = ct },
            async (client, token) =>
            {
                await client.ConnectAsync(_options.Server, token);
                await client.Synced.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, token);
            });
    }

    /// <summary>Edits that were made and not yet seen by every client of their document.</summary>
    public long CountMissing()
    {
        var perDocument = _options.ClientsPerDocument;
        var missing = 0L;
        for (var i = 0; i < Clients.Count; i++)
        {
            var authors = Documents[i / perDocument].Authors;
            for (var a = 0; a < authors.Count; a++)
            {
                if (a != i % perDocument)
                    missing += authors[a].Made - Clients[i].EditsSeenOf(a);
            }
        }
        return missing;
    }

    /// <summary>Waits until nothing is missing, and in dialects that confirm until all is confirmed; at most five seconds.</summary>
    public async Task<long> DrainAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (var i = 0; i < 50 && (CountMissing() > 0 || !AllAcknowledged()); i++)
            await timer.WaitForNextTickAsync(ct);
        // A client that could not read on (an error message, bytes that are no update) spoils the run: say why instead of "missing".
        if (Clients.Find(static client => client.Completion.IsFaulted) is { } broken)
            await broken.Completion;
        return CountMissing();
    }

    private bool AllAcknowledged() =>
        !_options.Dialect.Acknowledges || Clients.TrueForAll(static client => client.Acknowledged >= (ulong)client.Author.Made);

    public IReadOnlyDictionary<int, int> Closed() =>
        Clients.Where(static client => client.CloseCode != 0).CountBy(static client => client.CloseCode).ToDictionary();

    public void Dispose()
    {
        foreach (var client in Clients)
            client.Dispose();
        Measurement.Dispose();
    }
}
