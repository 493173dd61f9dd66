using System.Net.Sockets;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using CollabServer.Storage;
using Microsoft.Extensions.Options;

namespace CollabServer.Commands;

/// <summary><c>serve</c>: runs the server until it is told to stop, and leaves nothing unsaved behind if the store lets it.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        await using var app = StartupCheck.Build(args);
        if (app is null)
        {
            return ExitCode.Configuration;
        }

        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CollabServer");
        var migrate = app.Services.GetRequiredService<IOptions<StorageOptions>>().Value.MigrateAtStart ?? app.Environment.IsDevelopment();
        if (migrate && !await StartupCheck.TryMigrateAsync(app.Services, logger, ct))
        {
            return ExitCode.Store;
        }

        HostingLog.OpenAccess(logger);
        return await RunAsync(app, logger, ct);
    }

    private static async Task<int> RunAsync(WebApplication app, ILogger logger, CancellationToken ct)
    {
        try
        {
            Failpoint.Hit("start.before-listen");
            await app.StartAsync(ct);
            Failpoint.Hit("start.after-listen");
        }
        catch (StoreRefusedException exception)
        {
            HostingLog.StoreUnusable(logger, exception.Message);
            return ExitCode.Store;
        }
        catch (Exception exception) when (exception is IOException or SocketException or FormatException or ArgumentException or InvalidOperationException)
        {
            // Kestrel's ways of saying that an address is taken, not ours, no address, or lacks a certificate.
            HostingLog.CannotStart(logger, exception.Message);
            return ExitCode.Configuration;
        }

        await app.WaitForShutdownAsync(ct);
        Failpoint.Hit("shutdown.after-sockets");
        var report = app.Services.GetRequiredService<DocumentDirectory>().Stopped;
        if (report is null or { Unsaved.Count: 0 })
        {
            return ExitCode.Ok;
        }

        HostingLog.StoppedUnsaved(logger, string.Join(", ", report.Unsaved));
        return ExitCode.Unsaved;
    }
}
