using CollabServer.Storage.Catalog;

namespace CollabServer.Storage.Tests.Catalog;

public sealed class NamePrefixTests
{
    [Theory]
    [InlineData("a", "b")]
    [InlineData("a/", "a0")]
    [InlineData("ab%", "ab&")]
    [InlineData("\uD7FF", "\uE000")]
    [InlineData("🦊", "🦋")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF\U0010FFFF", null)]
    [InlineData("", null)]
    public void The_end_is_the_prefix_with_its_last_code_point_counted_up(string prefix, string? end) =>
        Assert.Equal(end, NamePrefix.EndOf(prefix));
}
