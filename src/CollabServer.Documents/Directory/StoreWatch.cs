using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Directory;

/// <summary>
/// Looks now and then at what the store says of the open documents: another server, or an operator, may have added entries, put a document under
/// quarantine or ended one. Documents that are edited here find entries of others by themselves, at their next commit; this is for the quiet ones.
/// </summary>
internal sealed class StoreWatch(
    DocumentDirectory directory, IDocumentCatalog catalog, IQuarantineRegister quarantines, DocumentsInstruments instruments,
    IOptions<DocumentsOptions> options, TimeProvider time, Random random, ILogger<StoreWatch> logger) : BackgroundService
{
    private const int LooksPerCount = 10;

    private HashSet<DocumentName> _releasedBefore = [];
    private long _looks;
    private bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Value.LookEvery * (0.5 + random.NextDouble()), time, stoppingToken);

                // A driver may take half a minute to be told that a call is given up, and the process would wait for that when it ends.
                await LookAsync(CancellationToken.None).WaitAsync(stoppingToken);
                _failed = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The store is away, perhaps for long: said once.
                if (!_failed)
                {
                    logger.LogLookFailed(e);
                }

                _failed = true;
            }
        }
    }

    /// <summary>One look at everything that is open, and now and then at the number of quarantined documents.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        if (_looks++ % LooksPerCount == 0)
        {
            instruments.UnderQuarantine(await quarantines.CountAsync(ct));
        }

        var open = directory.Loaded.ToDictionary(loop => loop.Name);
        if (open.Count == 0)
        {
            return;
        }

        var released = new HashSet<DocumentName>();
        foreach (var record in await catalog.FindAllAsync(open.Keys, ct))
        {
            var loop = open[record.Name];
            if (loop.IsQuarantined && record.Quarantine is null)
            {
                released.Add(record.Name);
            }
            else if (record.LastSeq > loop.KnownSeq || (record.Quarantine is not null && !loop.IsQuarantined))
            {
                loop.Mailbox.Post(new HeadSeen(record));
            }
        }

        await EvictAsync(released, open, ct);
    }

    // What has just been found here may not be noted down yet: only what looks released twice is.
    private async Task EvictAsync(HashSet<DocumentName> released, Dictionary<DocumentName, DocumentLoop> open, CancellationToken ct)
    {
        var before = _releasedBefore;
        _releasedBefore = released;
        foreach (var name in released.Where(name => before.Contains(name) && open[name].IsQuarantined))
        {
            logger.LogReleasedElsewhere(name);
            _releasedBefore.Remove(name);
            using var patience = new CancellationTokenSource(options.Value.StopTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
            await directory.EvictAsync(name, either.Token);
        }
    }
}
