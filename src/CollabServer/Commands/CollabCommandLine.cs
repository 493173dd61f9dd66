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
        root.Subcommands.Add(migrate);
        return root;
    }
}
