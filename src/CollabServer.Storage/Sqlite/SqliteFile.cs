using System.Globalization;
using CollabServer.Documents.Failpoints;
using Microsoft.Data.Sqlite;

namespace CollabServer.Storage.Sqlite;

/// <summary>
/// How connections to the file are opened: never creating it by accident, and never without the settings that make COMMIT durable.
/// </summary>
internal sealed class SqliteFile
{
    private readonly string _writing;
    private readonly string _creating;
    private readonly int _timeoutSeconds;

    public SqliteFile(string connectionString, TimeSpan commandTimeout)
    {
        _timeoutSeconds = (int)Math.Ceiling(commandTimeout.TotalSeconds);
        var builder = new SqliteConnectionStringBuilder(connectionString)
        {
            DefaultTimeout = _timeoutSeconds,
            ForeignKeys = true,
            Mode = SqliteOpenMode.ReadWrite,
        };
        Path = builder.DataSource;
        builder.Pooling = true;
        Reading = builder.ToString();
        builder.Pooling = false;
        _writing = builder.ToString();
        builder.Mode = SqliteOpenMode.ReadWriteCreate;
        _creating = builder.ToString();
    }

    public string Path { get; }

    private string BusyTimeout => string.Create(CultureInfo.InvariantCulture, $"{_timeoutSeconds * 1000}");

    /// <summary>Connection string of connections that read. <see cref="PrepareReader"/> must follow each opening.</summary>
    public string Reading { get; }

    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(Reading);
        try
        {
            connection.Open();
            PrepareReader(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void PrepareReader(SqliteConnection connection) =>
        Execute(connection, $"PRAGMA busy_timeout = {BusyTimeout}; PRAGMA query_only = ON;");

    /// <exception cref="StoreRefusedException">
    /// SQLite does not grant a setting, which it says by answering with another value, not by failing.
    /// </exception>
    public SqliteConnection OpenWriter(bool create)
    {
        var connection = new SqliteConnection(create ? _creating : _writing);
        try
        {
            connection.Open();
            // Before the journal mode, which may have to wait for a lock itself.
            Demand(connection, "busy_timeout", BusyTimeout, BusyTimeout);
            // Write-ahead log: readers and the writer do not wait for each other.
            Demand(connection, "journal_mode", "WAL", "wal");
            // FULL: the log is synced at each COMMIT. With NORMAL, SQLite's default advice for WAL, a power cut loses committed transactions.
            Demand(connection, "synchronous", "FULL", "2");
            Demand(connection, "foreign_keys", "ON", "1");
            Failpoint.Hit("sqlite.writer.after-open", connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void ClosePool()
    {
        using var connection = new SqliteConnection(Reading);
        SqliteConnection.ClearPool(connection);
    }

    private void Demand(SqliteConnection connection, string pragma, string value, string expected)
    {
        Execute(connection, $"PRAGMA {pragma} = {value};");
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma};";
        var actual = command.ExecuteScalar()?.ToString();
        if (!string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreRefusedException(
                $"SQLite keeps {pragma} at \"{actual}\" instead of \"{expected}\" for {Path}. "
                + "Network drives do not support write-ahead logs; use a local one.");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
