using CollabServer.Documents.Catalog;
using CollabServer.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CollabServer.Health;

/// <summary>Asks the store a question it can only answer when it works, and how many documents are quarantined.</summary>
internal sealed class StoreHealthCheck(IStoreHealth store, IQuarantineRegister quarantines) : IHealthCheck
{
    public const string QuarantinedDocuments = "quarantinedDocuments";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await store.CheckAsync(cancellationToken);
        return health.Ready
            ? HealthCheckResult.Healthy(data: new Dictionary<string, object>(StringComparer.Ordinal) { [QuarantinedDocuments] = await quarantines.CountAsync(cancellationToken) })
            : HealthCheckResult.Unhealthy(health.Fault);
    }
}
