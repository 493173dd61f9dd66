using System.Diagnostics;
using Npgsql;
using Xunit;

namespace CollabServer.Testing;

/// <summary>
/// A real PostgreSQL for one test run: the one <c>COLLAB_TEST_POSTGRES</c> names (a connection string whose user may create databases), else one that
/// <c>tests/postgres.sh</c> starts in a temporary folder. Use as an assembly fixture; it starts at the first database asked for.
/// Where there is none the test is skipped with the reason, or fails when <c>CI=true</c>.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private const string Variable = "COLLAB_TEST_POSTGRES";

    private readonly SemaphoreSlim _gate = new(1);
    private string? _folder;
    private string? _connectionString;
    private string? _absence;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A database of its own for a test class, in a locale whose sort order is not that of code points.</summary>
    public async Task<PostgreSqlDatabase> CreateDatabaseAsync()
    {
        var server = await ConnectionStringAsync();
        var name = $"collab_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        var locale = connection.PostgreSqlVersion.Major >= 15 ? "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'" : "TEMPLATE template0";
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name} {locale}", connection);
        await create.ExecuteNonQueryAsync();
        return new PostgreSqlDatabase(server, name);
    }

    /// <summary>The server's maintenance database, as a user who may create others.</summary>
    public async Task<string> ConnectionStringAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_connectionString is null && _absence is null)
            {
                await FindAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        if (_connectionString is not null)
        {
            return _connectionString;
        }

        throw string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)
            ? new InvalidOperationException($"PostgreSQL is required when CI=true: {_absence}")
            : SkippedTest.Because($"PostgreSQL is not available: {_absence}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunScriptAsync("stop", _folder);
        }

        _gate.Dispose();
    }

    private async Task FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            _connectionString = given;
            return;
        }

        _folder = Path.Combine(Path.GetTempPath(), $"collab-pg-{Environment.ProcessId}-{Guid.NewGuid():N}"[..40]);
        var (exitCode, output, errors) = await RunScriptAsync("start", _folder, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (exitCode == 0)
        {
            _connectionString = output.Trim();
        }
        else
        {
            _absence = errors.Trim();
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [RepositoryRoot.Combine("tests", "postgres.sh"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
