using System.CommandLine;

namespace CollabServer.Commands;

/// <summary>
/// The command line of the executable: what to do, then configuration as .NET writes it (<c>--urls http://…</c>,
/// <c>--Storage:Provider=PostgreSql</c>).
/// </summary>
internal static class CollabCommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("The server behind collaborative editors. Without a command: serve.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.SetAction((result, ct) => ServeCommand.RunAsync([.. result.UnmatchedTokens], ct));

        var serve = new Command("serve", "Run the server.") { TreatUnmatchedTokensAsErrors = false };
        serve.SetAction((result, ct) => ServeCommand.RunAsync([.. result.UnmatchedTokens], ct));

        var migrate = new Command("migrate", "Bring the store's schema up to this version, and exit.") { TreatUnmatchedTokensAsErrors = false };
        migrate.SetAction((result, ct) => MigrateCommand.RunAsync([.. result.UnmatchedTokens], ct));

        root.Subcommands.Add(serve);
        root.Subcommands.Add(Doctor());
        root.Subcommands.Add(migrate);
        return root;
    }

    private static Command Doctor()
    {
        var all = new Option<bool>("--all") { Description = "Every document." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line: one for each document, and totals at the end." };
        var repair = new Option<bool>("--repair")
        {
            Description = "Remove damaged checkpoints that something whole stands in for, and quarantine documents that lost something.",
        };
        var release = new Option<bool>("--release") { Description = "Release the document from quarantine, with everything that can be read of it." };
        var doctor = new Command("doctor", "Verify what is stored: doctor <document id> | --all. Exit code 4 when something is damaged.")
        {
            Options = { all, json, repair, release },
            TreatUnmatchedTokensAsErrors = false,
        };
        doctor.SetAction((result, ct) => DoctorCommand.RunAsync(
            [.. result.UnmatchedTokens],
            new DoctorOptions(result.GetValue(all), result.GetValue(json), result.GetValue(repair), result.GetValue(release)),
            result.InvocationConfiguration,
            ct));
        return doctor;
    }
}
