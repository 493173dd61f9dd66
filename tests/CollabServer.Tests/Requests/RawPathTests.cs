using CollabServer.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CollabServer.Tests.Requests;

public sealed class RawPathTests
{
    [Theory]
    [InlineData("/ws/doc/a%2Fb?token=x", "", "/ws/doc/a%2Fb")]
    [InlineData("/base/ws/doc/a", "/base", "/ws/doc/a")]
    [InlineData("http://proxy.test/ws/doc/a%252Fb", "", "/ws/doc/a%252Fb")]
    [InlineData("http://proxy.test", "", "/")]
    [InlineData("*", "", "/")]
    public void The_path_is_what_the_client_wrote_without_base_path_and_query(string target, string basePath, string expected)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Request.PathBase = basePath;

        Assert.Equal(expected, RawPath.Of(context));
    }

    [Theory]
    [InlineData("/ws/doc/a%2Fb/c", "/ws/doc/a%2Fb/c", "a%2Fb/c")]
    [InlineData("/ws/doc/", "/ws/doc/", "")]
    [InlineData("/ws/doc", "/ws/doc", "")]
    [InlineData("/%77s/doc/name", "/ws/doc/name", "name")]
    public void What_follows_a_number_of_segments_is_found_however_those_are_escaped(string target, string path, string expected)
    {
        var context = Request(target, path);

        Assert.True(RawPath.TryGetRest(context, segments: 2, out var rest));
        Assert.Equal(expected, rest.ToString());
    }

    [Theory]
    [InlineData("/x/../ws/doc/name", "/ws/doc/name")]
    [InlineData("/./ws/doc/name", "/ws/doc/name")]
    [InlineData("/ws/doc/secret/%2e%2e/name", "/ws/doc/name")]
    public void A_path_that_was_shortened_on_its_way_to_us_has_no_rest(string target, string path) =>
        Assert.False(RawPath.TryGetRest(Request(target, path), segments: 2, out _));

    [Theory]
    [InlineData("my%20room/1", "my room/1")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("caf%C3%A9", "café")]
    [InlineData("100%", "100%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz%20", "%zz ")]
    [InlineData("a+b", "a+b")]
    [InlineData("", "")]
    public void Escapes_are_decoded_exactly_once(string encoded, string expected)
    {
        Assert.True(RawPath.TryDecode(encoded, out var decoded));
        Assert.Equal(expected, decoded);
    }

    [Theory]
    [InlineData("%C3")]
    [InlineData("%ED%A0%80")]
    [InlineData("%C0%AF")]
    public void Bytes_that_are_not_UTF8_are_refused(string encoded) =>
        Assert.False(RawPath.TryDecode(encoded, out _));

    private static DefaultHttpContext Request(string target, string path)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Request.Path = path;
        return context;
    }
}
