using System.Reflection;
using Microsoft.Extensions.Logging;

namespace CollabServer.Storage.Tests;

public sealed class StorageLogTests
{
    [Fact]
    public void Event_ids_are_unique_and_in_the_range_of_storage()
    {
        var ids = typeof(StorageLog).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => message.EventId)
            .ToArray();

        Assert.NotEmpty(ids);
        Assert.Distinct(ids);
        Assert.All(ids, id => Assert.InRange(id, 2000, 2999));
    }
}
