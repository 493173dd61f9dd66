using System.Globalization;
using Xunit;

namespace CollabServer.Tests.Architecture;

/// <summary>Operators filter and alert by event id, so an id means one thing in the whole process.</summary>
public class LogEventTests
{
    // Read from the sources: the compiler leaves the attribute out of the assembly.
    private const string Declaration = "[LoggerMessage(";

    [Fact]
    public void Every_log_event_has_an_id_of_its_own()
    {
        var events = LogEvents().ToList();

        Assert.NotEmpty(events);
        var shared =
            from logged in events
            group logged.Place by logged.Id into places
            where places.Count() > 1
            select $"{places.Key}: {string.Join(", ", places)}";
        Assert.Empty(shared);
    }

    private static IEnumerable<(int Id, string Place)> LogEvents() =>
        from file in Repository.Files("src", "*.cs")
        from line in File.ReadLines(file).Select((text, index) => (Text: text.Trim(), Number: index + 1))
        where line.Text.StartsWith(Declaration, StringComparison.Ordinal)
        let place = $"{Repository.RelativePath(file)}:{line.Number}"
        select (IdIn(line.Text, place), place);

    private static int IdIn(string declaration, string place)
    {
        var digits = string.Concat(declaration[Declaration.Length..].TakeWhile(char.IsAsciiDigit));
        Assert.True(digits.Length > 0, $"{place} gives its event no number, or not as the first argument.");
        return int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
