using System.Globalization;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Crdt.Tests.Readme;

/// <summary>The README's example is what <see cref="WorkedExample"/> compiles, and prints what the README says.</summary>
public sealed class WorkedExampleTests
{
    private static readonly string Path = RepositoryRoot.Combine("src", "CollabServer.Crdt", "README.md");

    private const string Marker = "// README: ";

    [Fact]
    public void The_code_in_the_README_is_the_code_that_is_compiled()
    {
        var source = File.ReadAllLines(RepositoryRoot.Combine("tests", "CollabServer.Crdt.Tests", "Readme", "WorkedExample.cs"));
        var compiled = source
            .SkipWhile(line => line.Trim() != Marker + "begin")
            .TakeWhile(line => line.Trim() != Marker + "end")
            .Where(line => !line.Trim().StartsWith(Marker, StringComparison.Ordinal))
            .Select(line => line.Length >= 8 ? line[8..] : "");
        var usings = source.Where(IsUsing).ToList();
        var shown = Blocks("csharp").SelectMany(block => block).ToList();

        Assert.Equal(Code(compiled), Code(shown.Where(line => !IsUsing(line))));
        Assert.Equal(usings, shown.Where(IsUsing));
    }

    [Fact]
    public void It_prints_what_the_README_says()
    {
        var printed = WorkedExample.Run().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.Equal(Blocks("text").SelectMany(block => block), printed);
    }

    [Fact]
    public void The_limits_in_the_README_are_the_defaults()
    {
        var shown = File.ReadLines(Path)
            .SkipWhile(line => !line.StartsWith("| `UpdateLimits` | default |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2]);
        var defaults = typeof(UpdateLimits).GetProperties()
            .Where(limit => limit.GetMethod!.IsPublic && !limit.GetMethod.IsStatic)
            .ToDictionary(limit => limit.Name, limit => Text(Convert.ToInt64(limit.GetValue(UpdateLimits.Default), CultureInfo.InvariantCulture)));

        Assert.Equal(defaults.OrderBy(limit => limit.Key), shown.OrderBy(limit => limit.Key));
    }

    private static string Text(long limit) => limit >= 1024 * 1024 && limit % (1024 * 1024) == 0
        ? $"{limit / 1024 / 1024} MiB"
        : limit.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Blank lines between blocks do not count.</summary>
    private static IEnumerable<string> Code(IEnumerable<string> lines) => lines.Where(line => line.Length > 0);

    private static bool IsUsing(string line) => line.StartsWith("using CollabServer.", StringComparison.Ordinal);

    private static List<List<string>> Blocks(string language)
    {
        var blocks = new List<List<string>>();
        List<string>? open = null;
        foreach (var line in File.ReadLines(Path))
        {
            if (open is not null && line == "```")
            {
                open = null;
            }
            else if (line == "```" + language)
            {
                blocks.Add(open = []);
            }
            else
            {
                open?.Add(line);
            }
        }

        return blocks;
    }
}
