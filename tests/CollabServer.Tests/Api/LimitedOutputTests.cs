using System.Buffers;
using CollabServer.Api;
using Xunit;

namespace CollabServer.Tests.Api;

/// <summary>An answer takes no more memory than it may.</summary>
public sealed class LimitedOutputTests
{
    [Fact]
    public void What_fits_is_kept_and_one_byte_more_is_refused()
    {
        var output = new LimitedOutput(limit: 10);
        output.Write("0123456789"u8);
        Assert.Equal("0123456789"u8.ToArray(), output.Written.ToArray());
        Assert.Throws<ContentTooLongException>(() => output.Write("x"u8));
    }
}
