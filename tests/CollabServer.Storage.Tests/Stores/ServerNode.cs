using System.Collections.Concurrent;
using CollabServer.Documents;
using CollabServer.Documents.Directory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>Living documents over a real store, as one server process has them. Disposing it without stopping is pulling the plug.</summary>
public sealed class ServerNode : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly ServiceProvider _services;

    public ServerNode(OpenStore store, Action<DocumentsOptions>? options = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection()
            .AddSingleton(store.Log).AddSingleton(store.Snapshots).AddSingleton(store.Catalog)
            .AddSingleton(store.Quarantine).AddSingleton(store.Trimming).AddSingleton(store.Measure)
            .AddLogging(logging => logging.AddProvider(this))
            .AddCollabDocuments()
            .Configure(options ?? (_ => { }));
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public DocumentDirectory Directory => Get<DocumentDirectory>();

    /// <summary>Ids of what was logged.</summary>
    public ConcurrentQueue<int> Logged { get; } = new();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue(eventId.Id);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public void Dispose()
    {
    }
}
