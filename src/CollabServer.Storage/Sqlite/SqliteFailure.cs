using CollabServer.Documents.Log;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CollabServer.Storage.Sqlite;

/// <summary>What a failure says about the transaction it happened in.</summary>
internal static class SqliteFailure
{
    /// <param name="committing">Whether COMMIT was being executed.</param>
    /// <returns>Null when the failure is not the database's.</returns>
    public static WriteOutcome? Classify(Exception exception, bool committing) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => WriteOutcome.RolledBack,
        // The commit record may be in the write-ahead log although writing or syncing failed, and come to life when the file is next opened.
        SqliteException when committing => WriteOutcome.Unknown,
        SqliteException sqlite => IsDeterministic(sqlite.SqliteErrorCode) ? WriteOutcome.Deterministic : WriteOutcome.RolledBack,
        IOException or UnauthorizedAccessException or StoreRefusedException => WriteOutcome.RolledBack,
        _ => null,
    };

    /// <summary>Whether the connection, rather than the statement, is in doubt.</summary>
    public static bool SpoilsConnection(Exception exception) => exception is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_MISUSE,
    };

    // Bad data, broken constraints, a row too large. Everything else may pass (disk full, permissions, a missing column that an operator
    // sets right): a batch that is given up by mistake is an edit that is lost.
    private static bool IsDeterministic(int code) => code is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG;
}
