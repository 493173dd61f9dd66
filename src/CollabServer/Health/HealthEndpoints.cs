using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CollabServer.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the store answers as well, and how many documents are quarantined.</summary>
internal static class HealthEndpoints
{
    private const string Readiness = "ready";

    public static void AddCollabHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [Readiness]);

    public static void MapCollabHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Readiness), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var quarantined = report.Entries.Values.Select(entry => entry.Data.GetValueOrDefault(StoreHealthCheck.QuarantinedDocuments)).OfType<long>();
        return context.Response.WriteAsJsonAsync(
            new ReadinessAnswer(report.Status.ToString(), quarantined.Cast<long?>().FirstOrDefault()), context.RequestAborted);
    }
}
