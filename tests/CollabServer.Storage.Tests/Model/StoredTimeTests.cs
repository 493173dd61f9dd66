using CollabServer.Storage.Model;

namespace CollabServer.Storage.Tests.Model;

public sealed class StoredTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00.0000000Z", 0)]
    [InlineData("1970-01-01T00:00:00.0000019Z", 1)]
    [InlineData("1969-12-31T23:59:59.9999990Z", -1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    [InlineData("2031-07-01T14:00:00.5000000+02:00", 1940673600500000)]
    public void Times_are_whole_microseconds_rounded_down(string time, long microseconds)
    {
        var stored = StoredTime.ToUnixMicroseconds(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(microseconds, stored);
        Assert.Equal(stored, StoredTime.ToUnixMicroseconds(StoredTime.FromUnixMicroseconds(stored)));
    }
}
