using CollabServer.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Xunit;

namespace CollabServer.Tests.Access;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData("http://docs.example", true)]
    [InlineData("https://docs.example", true)]
    [InlineData("HTTPS://DOCS.EXAMPLE", true)]
    [InlineData("https://docs.example:8443", false)]
    [InlineData("https://docs.example.evil.test", false)]
    [InlineData("https://evil.test", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Without_a_list_only_pages_of_the_same_host_may_connect(string origin, bool allowed) =>
        Assert.Equal(allowed, Allows(new AccessOptions(), "docs.example", origin));

    [Fact]
    public void A_request_without_an_origin_does_not_come_from_a_page() =>
        Assert.True(Allows(new AccessOptions(), "docs.example", origin: null));

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("http://app.example", false)]
    [InlineData("https://app.example:8443", false)]
    public void Listed_origins_may_connect_from_elsewhere(string origin, bool allowed) =>
        Assert.Equal(allowed, Allows(new AccessOptions { AllowedOrigins = { "https://app.example" } }, "docs.example", origin));

    [Fact]
    public void A_star_allows_every_page() =>
        Assert.True(Allows(new AccessOptions { AllowedOrigins = { "*" } }, "docs.example", "https://evil.test"));

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://app.example/", false)]
    [InlineData("app.example", false)]
    [InlineData("ftp://app.example", false)]
    public void An_origin_is_scheme_and_host_and_nothing_else(string text, bool valid) =>
        Assert.Equal(valid, OriginPolicy.IsOrigin(text));

    private static bool Allows(AccessOptions options, string host, string? origin)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }

        return new OriginPolicy(Options.Create(options)).Allows(request);
    }
}
