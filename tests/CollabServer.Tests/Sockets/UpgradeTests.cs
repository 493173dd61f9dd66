using System.Net;
using System.Net.WebSockets;
using Xunit;

namespace CollabServer.Tests.Sockets;

public sealed class UpgradeTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("y-websocket")]
    [InlineData("collab.msgpack.v1")]
    public async Task A_known_subprotocol_is_confirmed(string? subprotocol)
    {
        using var socket = await server.ConnectAsync("upgrade", Ct, subprotocol);

        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(subprotocol, socket.SubProtocol);
    }

    [Fact]
    public async Task An_unknown_subprotocol_is_refused_before_the_upgrade()
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        socket.Options.AddSubProtocol("collab.msgpack.v99");

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws/doc/x"), Ct));

        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused_before_the_upgrade()
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        socket.Options.SetRequestHeader("Origin", "https://evil.test");

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws/doc/x"), Ct));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_page_of_the_same_host_may_connect()
    {
        using var socket = await server.ConnectAsync("same-host", Ct, origin: $"http://{server.Address.Authority}");
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("%01")]
    [InlineData("a%0Ab")]
    [InlineData("%C3%28")]
    [InlineData("%E2%80%AEgpj.exe")]
    [InlineData("")]
    public async Task A_socket_for_a_name_that_is_none_is_closed_with_a_sentence(string encodedName)
    {
        using var socket = await server.ConnectAsync(encodedName, Ct);
        var received = await socket.ReceiveAsync(new byte[64].AsMemory(), Ct);

        Assert.Equal(WebSocketMessageType.Close, received.MessageType);
        Assert.Equal(4404, (int?)socket.CloseStatus);
        Assert.False(string.IsNullOrWhiteSpace(socket.CloseStatusDescription));
    }

    [Fact]
    public async Task A_socket_without_any_name_is_closed_with_a_sentence()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws/doc"), Ct);

        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[64].AsMemory(), Ct)).MessageType);
        Assert.Equal(4404, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task A_request_without_upgrade_is_told_to_upgrade()
    {
        using var response = await server.Http.GetAsync("/ws/doc/x", Ct);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }
}
