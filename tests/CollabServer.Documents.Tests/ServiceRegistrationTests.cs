using System.Reflection;
using CollabServer.Documents.Limits;
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
    public async Task Limits_that_contradict_each_other_are_named_at_start()
    {
        await using var node = new ServiceCollection().AddCollabDocuments().Configure<DocumentLimits>(limits => limits.MaxUpdateBytes = 1L << 29)
            .BuildServiceProvider().CreateAsyncScope();

        var error = Assert.Throws<OptionsValidationException>(() => node.ServiceProvider.GetRequiredService<IOptions<DocumentLimits>>().Value);
        Assert.Contains(nameof(DocumentLimits.MaxUnsavedBytes), error.Message, StringComparison.Ordinal);
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
