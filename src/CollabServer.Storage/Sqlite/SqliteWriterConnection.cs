using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CollabServer.Storage.Sqlite;

/// <summary>The writer's connection with the statements prepared on it. Used only on the writer's thread.</summary>
internal sealed class SqliteWriterConnection(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    public SqliteConnection Connection => connection;

    /// <summary>A statement that is compiled once, with its parameters set to <paramref name="values"/> (<c>$1</c>, <c>$2</c>, …).</summary>
    public SqliteCommand Prepare(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public void Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <returns>Whether no transaction is open now.</returns>
    public bool TryRollBack()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                Execute("ROLLBACK");
            }

            return true;
        }
        catch (SqliteException)
        {
            // The connection is thrown away, which rolls back as well.
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
