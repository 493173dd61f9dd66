using System.Reflection;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Retention;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Tests;

public sealed class ServiceRegistrationTests
{
    [Fact]
    public async Task Limits_out_of_range_are_named_at_start()
    {
        await using var node = new ServiceCollection().AddCollabDocuments().Configure<DocumentLimits>(limits => limits.MailboxCapacity = 0)
            .BuildServiceProvider().CreateAsyncScope();

        var error = Assert.Throws<OptionsValidationException>(() => node.ServiceProvider.GetRequiredService<IOptions<DocumentLimits>>().Value);
        Assert.Contains(nameof(DocumentLimits.MailboxCapacity), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_contradict_each_other_are_named_at_start()
    {
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxUnsavedBytes), limits => limits.MaxUpdateBytes = 1L << 29);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxUnsavedBytes), limits => limits.MaxUnsavedBytes = 1L << 20);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxTotalUnsavedBytes), limits => limits.MaxTotalUnsavedBytes = 1L << 20);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxPartialBytes), limits => limits.MaxPartialBytes = 1L << 20);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxWholeSyncBytes), limits => limits.MaxWholeSyncBytes = 1 << 19);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxApplicationMessageBytes), limits => limits.MaxApplicationMessageBytes = 1 << 23);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxSyncPartBytes), limits => limits.MaxMessageBytes = 1 << 17);
        RequireFault<DocumentLimits>(nameof(DocumentLimits.MaxAwarenessBytes), limits => limits.MaxAwarenessBytes = 1 << 11);
        RequireFault<DocumentsOptions>(nameof(DocumentsOptions.LoadTimeout), options => options.LoadTimeout = TimeSpan.FromSeconds(1));
        RequireFault<DocumentsOptions>(nameof(DocumentsOptions.RetryLongestDelay), options => options.RetryLongestDelay = TimeSpan.FromMilliseconds(1));
        RequireFault<HistoryOptions>(nameof(HistoryOptions.KeepCheckpoints), history => history.KeepCheckpoints = 1);
        RequireFault<HistoryOptions>(nameof(HistoryOptions.KeepUpdates), history => history.KeepUpdates = TimeSpan.Zero);
    }

    private static void RequireFault<TOptions>(string names, Action<TOptions> configure)
        where TOptions : class
    {
        using var node = new ServiceCollection().AddCollabDocuments().Configure(configure).BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => node.GetRequiredService<IOptions<TOptions>>().Value);
        Assert.Contains(names, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_are_valid()
    {
        await using var node = new Support.TestNode(new InMemoryStore());

        Assert.Empty(node.Directory.Names);
    }

    [Fact]
    public void Log_event_ids_are_unique_and_in_range()
    {
        var ids = typeof(DocumentsLog).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>().ToArray();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.InRange(id, 1000, 1999));
    }
}
