using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CollabServer.Tests.Architecture;

/// <summary>Operators filter and alert by event id, so an id means one thing in the whole process.</summary>
public class LogEventTests
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_log_event_has_an_id_of_its_own()
    {
        var events = LogEvents().ToList();

        Assert.NotEmpty(events);
        Assert.DoesNotContain(events, logged => logged.Id <= 0);
        var shared =
            from logged in events
            group logged.Name by logged.Id into names
            where names.Count() > 1
            select $"{names.Key}: {string.Join(", ", names)}";
        Assert.Empty(shared);
    }

    private static IEnumerable<(int Id, string Name)> LogEvents() =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "CollabServer*.dll")
        where !file.Contains("Test", StringComparison.Ordinal)
        from type in Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetTypes()
        from method in type.GetMethods(Declared)
        let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
        where attribute is not null
        select (attribute.EventId, $"{type.Name}.{method.Name}");
}
