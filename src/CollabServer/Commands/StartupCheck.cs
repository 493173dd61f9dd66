using CollabServer.Storage;
using Microsoft.Extensions.Options;

namespace CollabServer.Commands;

/// <summary>What has to hold before the server listens.</summary>
internal static class StartupCheck
{
    /// <summary>Checks all options at once and prints every fault.</summary>
    public static bool TryValidate(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return true;
        }
        catch (OptionsValidationException exception)
        {
            PrintFaults(exception.Failures);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            PrintFaults(exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }

        return false;
    }

    /// <summary>Brings the store's schema up to date.</summary>
    public static async Task<bool> TryMigrateAsync(IServiceProvider services, ILogger logger, CancellationToken ct)
    {
        try
        {
            await services.GetRequiredService<IStoreMigrator>().MigrateAsync(ct);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever the store's driver throws, the operator needs its sentence and no stack trace of ours.
            HostingLog.StoreUnusable(logger, ReasonOf(exception));
            return false;
        }
    }

    // EF wraps "cannot connect to 10.0.0.7:5432" into a sentence about transient failures; the operator needs both.
    private static string ReasonOf(Exception exception)
    {
        List<string> reasons = [];
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            reasons.Add(cause.Message);
        }

        return string.Join(" ", reasons.Distinct(StringComparer.Ordinal));
    }

    private static void PrintFaults(IEnumerable<string> faults)
    {
        Console.Error.WriteLine("The configuration is wrong:");
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"  - {fault}");
        }
    }
}
