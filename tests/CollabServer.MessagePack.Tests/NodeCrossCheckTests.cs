using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.MessagePack.Tests;

public sealed partial class NodeCrossCheckTests
{
    private const string Package = "tests/CollabServer.MessagePack.Tests/node";
    private const int Values = 400;

    [Fact]
    public async Task Msgpack_javascript_reads_what_we_write()
    {
        var random = new RandomValues(Seed.Next());
        var values = Enumerable.Range(0, Values).Select(_ => random.Next()).ToArray();

        var input = string.Join('\n', values.Select(Convert.ToHexStringLower));
        var output = await NodeScript.RunAsync(Package, "describe.mjs", input, TestContext.Current.CancellationToken);

        var descriptions = output.TrimEnd().Split('\n');
        Assert.Equal(values.Select(value => ValueDescription.OfSingle(new ReadOnlySequence<byte>(value))), descriptions);
    }

    [Fact]
    public async Task We_read_what_msgpack_javascript_writes()
    {
        var output = await NodeScript.RunAsync(Package, "generate.mjs", $"{Seed.Next()} {Values}", TestContext.Current.CancellationToken);

        var lines = output.TrimEnd().Split('\n').Select(line => line.Split(' ')).ToArray();
        Assert.Equal(Values, lines.Length);
        Assert.All(lines, line =>
        {
            var bytes = new ReadOnlySequence<byte>(Convert.FromHexString(line[0]));
            Assert.Equal(TicksOnly(line[1]), ValueDescription.OfSingle(bytes));
        });
    }

    // A DateTime has 100 ns; JavaScript's description has every nanosecond.
    private static string TicksOnly(string description) => Nanoseconds().Replace(
        description,
        match => (ulong.Parse(match.Value, CultureInfo.InvariantCulture) / 100 * 100).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<=T-?\d+\.)\d+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Nanoseconds();
}
