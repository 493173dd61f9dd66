using CollabServer.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CollabServer.Health;

/// <summary>Asks the store a question it can only answer when it works.</summary>
internal sealed class StoreHealthCheck(IStoreHealth store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await store.CheckAsync(cancellationToken);
        return health.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(health.Fault);
    }
}
