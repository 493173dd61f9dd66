using CollabServer.Documents.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Retention;

/// <summary>Goes through all documents now and then and removes what the policy does not keep, one document after the other.</summary>
internal sealed class HistorySweep(
    IDocumentCatalog catalog, HistoryThinning thinning, IOptions<HistoryOptions> options, TimeProvider time, Random random, ILogger<HistorySweep> logger)
    : BackgroundService
{
    private const int DocumentsPerPage = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsLimited)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Value.SweepEvery * (0.5 + random.NextDouble()), time, stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The store is away, perhaps; the next sweep begins again.
                logger.LogSweepFailed(e);
            }
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        string? after = null;
        IReadOnlyList<DocumentRecord> page;
        do
        {
            page = await catalog.ListAsync("", after, DocumentsPerPage, ct);
            foreach (var record in page)
            {
                await ThinAsync(record.Name, ct);
            }

            after = page.Count > 0 ? page[^1].Name.Value : after;
        }
        while (page.Count == DocumentsPerPage);
    }

    private async Task ThinAsync(DocumentName name, CancellationToken ct)
    {
        try
        {
            await thinning.ThinAsync(name, ct);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // One document must not keep the others from their turn; its own comes again.
            logger.LogThinningFailed(name, e);
        }
    }
}
