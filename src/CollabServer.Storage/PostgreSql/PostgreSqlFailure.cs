using CollabServer.Documents.Log;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CollabServer.Storage.PostgreSql;

/// <summary>What a failure says about the transaction it happened in.</summary>
internal static class PostgreSqlFailure
{
    /// <param name="committing">Whether COMMIT had been sent.</param>
    /// <returns>Null when the failure is not the database's.</returns>
    public static WriteOutcome? Classify(Exception exception, bool committing) => exception switch
    {
        // The backend went away; it may have flushed the commit record before it did.
        PostgresException server when committing && EndsSession(server) => WriteOutcome.Unknown,
        PostgresException server => IsDeterministic(server.SqlState) ? WriteOutcome.Deterministic : WriteOutcome.RolledBack,
        NpgsqlException or IOException or TimeoutException => committing ? WriteOutcome.Unknown : WriteOutcome.RolledBack,
        StoreRefusedException => WriteOutcome.RolledBack,
        _ => null,
    };

    /// <summary>
    /// Whether the pool's other connections are likely to be as useless as the one that failed, though they are alive: a failover left them
    /// on a standby, or a migration left them statements prepared for tables of another shape. (Npgsql itself drops them when the server went away.)
    /// </summary>
    public static bool SpoilsPool(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported };

    /// <summary>Whether a connection that was open went away: another one may work at once.</summary>
    public static bool LostConnection(Exception exception) => exception switch
    {
        PostgresException server => EndsSession(server),
        // EF wraps what it thinks may pass. A time-out is no lost connection: trying again would take as long.
        NpgsqlException or InvalidOperationException or DbUpdateException => exception.InnerException is { } inner && LostConnection(inner),
        IOException => true,
        _ => false,
    };

    private static bool EndsSession(PostgresException server) =>
        server.InvariantSeverity is "FATAL" or "PANIC" || server.SqlState.StartsWith("57P", StringComparison.Ordinal);

    // By class of SQLSTATE: bad data, broken constraints, a row too large. Everything else may pass (deadlock, full disk, a standby, a
    // missing privilege or column that an operator sets right): a batch that is given up by mistake is an edit that is lost.
    private static bool IsDeterministic(string sqlState) => sqlState[..2] is "22" or "23" or "54";
}
