using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace CollabServer.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the store answers as well.</summary>
internal static class HealthEndpoints
{
    private const string Readiness = "ready";

    public static void AddCollabHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [Readiness]);

    public static void MapCollabHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Readiness) });
    }
}
