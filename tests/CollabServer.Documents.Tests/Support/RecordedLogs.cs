using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Tests.Support;

/// <summary>Log lines by event id. Thread-safe.</summary>
internal sealed class RecordedLogs : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(int Id, string Text)> Lines { get; } = new();

    public bool Has(int id) => Lines.Any(line => line.Id == id);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((eventId.Id, formatter(state, exception) + exception?.Message));

    public void Dispose()
    {
    }
}
