using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Storage;

/// <summary>
/// Looks at the store when the server starts. A store that must not be used stops the start; one that cannot be reached is only reported, because it
/// may come back, and until then documents refuse to open.
/// </summary>
internal sealed class StoreOpening(IStoreHealth health, IOptions<StorageOptions> options, ILogger<StoreOpening> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var found = await health.CheckAsync(cancellationToken);
        if (found.Refused)
        {
            throw new StoreRefusedException(found.Fault!);
        }

        if (found.Fault is not null)
        {
            StorageLog.NotReady(logger, found.Fault);
            return;
        }

        StorageLog.Opened(logger, options.Value.Provider);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
