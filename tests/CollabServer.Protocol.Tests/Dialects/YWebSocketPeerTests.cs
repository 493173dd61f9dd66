using CollabServer.Protocol.Awareness;
using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

/// <summary>The y-websocket dialect against y-protocols and Yjs.</summary>
public sealed class YWebSocketPeerTests
{
    private const string Package = "tests/CollabServer.Protocol.Tests/node";
    private static readonly YWebSocketDialect Dialect = new();

    [Fact]
    public async Task Frames_of_y_protocols_are_read()
    {
        var output = await NodeScript.RunAsync(Package, "y-client-frames.mjs", "", TestContext.Current.CancellationToken);

        var kinds = new Dictionary<string, string>
        {
            ["step1"] = "sync-request ",
            ["step2"] = "update ref=0 ",
            ["update"] = "update ref=0 ",
            ["awareness"] = "awareness ",
            ["queryAwareness"] = "awareness-request",
        };
        var lines = output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).ToArray();
        Assert.Equal(kinds.Keys, lines.Select(line => line[0]));
        Assert.All(lines, line => Assert.Equal(kinds[line[0]] + line[2], Frames.Decode(Dialect, line[1])));

        // And all of them in one frame.
        var together = Frames.DecodeAll(Dialect, Convert.FromHexString(string.Concat(lines.Select(line => line[1]))));
        Assert.Equal(lines.Select(line => kinds[line[0]] + line[2]), together.Select(MessageDescription.Of));
    }

    [Fact]
    public async Task Y_protocols_reads_our_frames()
    {
        // A Yjs update of client 1: the text "t" is "abc".
        var abc = Convert.FromHexString("01010100040101740361626300");
        var presence = AwarenessUpdate.Encode([new AwarenessEntry(7, 3, "{\"n\":\"é\"}"u8.ToArray()), new AwarenessEntry(4_000_000_000, 1, State: null)]);
        (ServerMessage Message, string Reading)[] messages =
        [
            (new ServerSyncRequest(new byte[] { 0 }), "sync 0 text= replies=true"),
            (new SyncReply(abc), "sync 1 text=abc replies=false"),
            (new ServerUpdate(abc), "sync 2 text=abc replies=false"),
            (new ServerAwareness(presence), "awareness [[7,{\"n\":\"é\"}]]"),
            (new Error("forbidden", "not yours", Ref: null), "denied not yours"),
        ];

        var input = string.Join('\n', messages.Select(pair => Frames.Encode(Dialect, pair.Message)));
        var output = await NodeScript.RunAsync(Package, "read-y-frames.mjs", input, TestContext.Current.CancellationToken);

        Assert.Equal(messages.Select(pair => pair.Reading), output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task An_awareness_update_of_y_protocols_survives_the_round_trip()
    {
        var output = await NodeScript.RunAsync(Package, "y-client-frames.mjs", "", TestContext.Current.CancellationToken);
        var presence = Convert.FromHexString(output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).Single(line => line[0] == "awareness")[2]);

        var entries = AwarenessUpdate.Decode(presence, AwarenessLimits.Default);

        var entry = Assert.Single(entries);
        Assert.Equal(1ul, entry.ClientId);
        Assert.Equal("""{"user":{"name":"Zoë 😀"},"cursor":null}""", System.Text.Encoding.UTF8.GetString(entry.State!.Value.Span));
        Assert.Equal(presence, AwarenessUpdate.Encode(entries));
    }
}
