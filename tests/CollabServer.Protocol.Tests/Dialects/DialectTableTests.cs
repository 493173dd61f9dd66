using CollabServer.Protocol.Dialects;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

public sealed class DialectTableTests
{
    [Fact]
    public void A_client_that_names_no_subprotocol_speaks_y_websocket()
    {
        var selection = DialectTable.Document.Select([]);
        Assert.IsType<YWebSocketDialect>(selection.Dialect);
        Assert.Null(selection.Subprotocol);
    }

    [Theory]
    [InlineData("y-websocket", typeof(YWebSocketDialect))]
    [InlineData("collab.msgpack.v1", typeof(NativeDialect))]
    public void A_subprotocol_selects_its_dialect_and_is_answered(string subprotocol, Type dialect)
    {
        var selection = DialectTable.Document.Select([subprotocol]);
        Assert.IsType(dialect, selection.Dialect);
        Assert.Equal(subprotocol, selection.Subprotocol);
        Assert.False(selection.IsRefused);
    }

    [Fact]
    public void The_first_known_subprotocol_in_the_clients_order_decides()
    {
        Assert.Equal("y-websocket", DialectTable.Document.Select(["graphql-ws", "y-websocket", "collab.msgpack.v1"]).Subprotocol);
        Assert.Equal("collab.msgpack.v1", DialectTable.Document.Select(["collab.msgpack.v1", "y-websocket"]).Subprotocol);
    }

    // RFC 6455 section 1.9: subprotocol names are compared as they are.
    [Theory]
    [InlineData("graphql-ws")]
    [InlineData("collab.msgpack.v2")]
    [InlineData("Y-WebSocket")]
    [InlineData("")]
    public void A_client_that_names_only_unknown_subprotocols_is_refused(string subprotocol) =>
        Assert.True(DialectTable.Document.Select([subprotocol]).IsRefused);
}
