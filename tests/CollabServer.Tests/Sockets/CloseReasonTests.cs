using System.Text;
using CollabServer.Sockets;
using Xunit;

namespace CollabServer.Tests.Sockets;

public sealed class CloseReasonTests
{
    [Fact]
    public void A_sentence_that_fits_a_close_frame_is_kept() =>
        Assert.Equal("The document is full.", CloseReason.Fit("The document is full."));

    [Fact]
    public void A_longer_one_is_cut_to_123_bytes_without_breaking_a_character()
    {
        var fitted = CloseReason.Fit("a" + string.Concat(Enumerable.Repeat("😀", 40)));

        Assert.Equal(1 + (30 * 4), Encoding.UTF8.GetByteCount(fitted));
        Assert.EndsWith("😀", fitted);
    }
}
