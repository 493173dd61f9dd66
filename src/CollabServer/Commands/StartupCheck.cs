using CollabServer.Storage;
using Microsoft.Extensions.Options;

namespace CollabServer.Commands;

/// <summary>What has to hold before the server listens.</summary>
internal static class StartupCheck
{
    /// <summary>Builds the server and checks all its options at once. Null when there is a fault; all have then been printed.</summary>
    public static WebApplication? Build(string[] args)
    {
        try
        {
            var app = ServerApplication.Build(args);
            if (TryValidate(app.Services))
            {
                return app;
            }
        }
        catch (InvalidDataException exception)
        {
            // A file of settings that is not JSON.
            PrintFaults([ReasonOf(exception)]);
        }

        return null;
    }

    private static bool TryValidate(IServiceProvider services)
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
        catch (InvalidOperationException exception) when (exception.InnerException is FormatException or ArgumentException)
        {
            // A value that is not of its setting's type. The binder stops at the first one; its sentence names the setting.
            PrintFaults([exception.Message]);
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
    public static string ReasonOf(Exception exception)
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
