namespace CollabServer.Commands;

/// <summary><c>migrate</c>: brings the store's schema up to this version.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        // A migration needs the store's settings only; whoever runs it need not decide about access.
        await using var app = StartupCheck.Build([.. args, "--Access:Mode=Open"]);
        if (app is null)
        {
            return ExitCode.Configuration;
        }

        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CollabServer");
        return await StartupCheck.TryMigrateAsync(app.Services, logger, ct) ? ExitCode.Ok : ExitCode.Store;
    }
}
