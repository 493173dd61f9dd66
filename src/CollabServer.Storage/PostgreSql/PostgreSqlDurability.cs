using Microsoft.Extensions.Logging;
using Npgsql;

namespace CollabServer.Storage.PostgreSql;

/// <summary>
/// Looks at every new connection's settings, so that a server that is reconfigured, or replaced by a failover, is noticed too.
/// With one of these off PostgreSQL answers COMMIT before the data would survive a crash.
/// </summary>
internal sealed class PostgreSqlDurability(bool allowUnsafe, ILogger logger)
{
    private const string Query =
        """
        SELECT name FROM pg_settings
        WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
        """;

    private int _warned;

    public void Check(NpgsqlConnection connection)
    {
        List<string> off = [];
        using var command = new NpgsqlCommand(Query, connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            off.Add(reader.GetString(0));
        }

        Judge(off);
    }

    public async Task CheckAsync(NpgsqlConnection connection)
    {
        List<string> off = [];
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            off.Add(reader.GetString(0));
        }

        Judge(off);
    }

    private void Judge(List<string> off)
    {
        if (off.Count == 0)
        {
            return;
        }

        var settings = string.Join(", ", off);
        if (!allowUnsafe)
        {
            throw new StoreRefusedException(
                $"PostgreSQL runs with {settings} off and would forget acknowledged edits in a crash. "
                + "Switch on, or set Storage:AllowUnsafeDurability to true.");
        }

        if (Interlocked.Exchange(ref _warned, 1) == 0)
        {
            StorageLog.UnsafeDurabilityAllowed(logger, settings);
        }
    }
}
