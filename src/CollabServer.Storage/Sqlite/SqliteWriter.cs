using System.Collections.Concurrent;
using CollabServer.Documents.Failpoints;
using Microsoft.Extensions.Logging;

namespace CollabServer.Storage.Sqlite;

/// <summary>
/// The one connection of this process that writes, and the thread that owns it. SQLite allows one writer at a time, and its calls block
/// until the disk has answered; on threads of the pool that would hold up sockets. Thread-safe.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteFile _file;
    private readonly ILogger _logger;
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteWriterConnection? _connection;

    public SqliteWriter(SqliteFile file, ILogger logger)
    {
        _file = file;
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = "SQLite writer" }.Start();
    }

    /// <summary>
    /// Runs <paramref name="write"/> on the writer's thread, between others' writes. What it leaves uncommitted is rolled back.
    /// Cancelled only while it waits for its turn.
    /// </summary>
    public Task<T> RunAsync<T>(Func<SqliteWriterConnection, T> write, CancellationToken ct)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Perform(write, done, ct), ct);
        }
        catch (InvalidOperationException)
        {
            done.SetException(new ObjectDisposedException(nameof(SqliteWriter)));
        }

        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        // What was asked for before is still written.
        _work.CompleteAdding();
        await _ended.Task;
    }

    private void Run()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }

        Failpoint.Hit("sqlite.writer.before-close");
        _connection?.Dispose();
        Failpoint.Hit("sqlite.writer.after-close");
        _ended.SetResult();
    }

    private void Perform<T>(Func<SqliteWriterConnection, T> write, TaskCompletionSource<T> done, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            done.SetCanceled(ct);
            return;
        }

        try
        {
            _connection ??= new SqliteWriterConnection(_file.OpenWriter(create: false));
            Failpoint.Hit("sqlite.writer.before-work");
            var result = write(_connection);
            Failpoint.Hit("sqlite.writer.after-work");
            done.SetResult(result);
        }
        catch (Exception exception)
        {
            // Whatever it is, it is the caller's; this thread only makes sure that the next one finds a clean connection.
            CleanUp(exception);
            done.SetException(exception);
        }
    }

    private void CleanUp(Exception exception)
    {
        if (_connection is null || (!SqliteFailure.SpoilsConnection(exception) && _connection.TryRollBack()))
        {
            return;
        }

        StorageLog.WriterReopened(_logger, exception.Message);
        _connection.Dispose();
        _connection = null;
    }
}
