using System.Diagnostics.Metrics;
using CollabServer.Documents.Access;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Log;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Tests.Support;

/// <summary>One process as the container wires it, over a store in memory and a clock that tests move. Disposing it without stopping is pulling the plug.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public TestNode(
        InMemoryStore store, Action<DocumentsOptions>? options = null, Action<DocumentLimits>? limits = null, IUpdateLog? log = null,
        Action<HistoryOptions>? history = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(log ?? store);
        services.AddSingleton<ISnapshotStore>(store);
        services.AddSingleton<IDocumentCatalog>(store);
        services.AddSingleton<IQuarantineRegister>(store);
        services.AddSingleton<IHistoryTrimming>(store);
        services.AddSingleton<ILogMeasure>(store);
        services.AddSingleton<ILoggerProvider>(Logs);
        services.AddLogging();
        services.AddSingleton<IAccessPolicy>(Access);
        services.AddCollabDocuments();
        services.Configure(options ?? (_ => { }));
        services.Configure(limits ?? (_ => { }));
        services.Configure(history ?? (_ => { }));
        _provider = services.BuildServiceProvider();
        Directory = _provider.GetRequiredService<DocumentDirectory>();
    }

    /// <summary>A part of the product as the container made it.</summary>
    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>What this node's meters belong to.</summary>
    public IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    public ManualTimeProvider Clock { get; } = new();

    public DocumentDirectory Directory { get; }

    public IHostedLifecycleService Lifetime => _provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();

    public BreakableAccess Access { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public RecordingDialect Native { get; } = RecordingDialect.Native();

    public Task<DocumentHandle> OpenAsync(string name = "doc") => Directory.OpenAsync(DocumentName.Parse(name), TestContext.Current.CancellationToken);

    /// <summary>A native client that has been welcomed.</summary>
    public async Task<TestClient> JoinAsync(string name = "doc", string? user = null)
    {
        using var handle = await OpenAsync(name);
        return await TestClient.JoinAsync(handle, Native, user);
    }

    /// <summary>Moves the clock until the condition holds: whatever timers that takes.</summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step, string what)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 2_000, $"Gave up waiting until {what}.");
            Clock.Advance(step);
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
