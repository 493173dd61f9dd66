using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

/// <summary>The native dialect against @msgpack/msgpack, which clients use.</summary>
public sealed class NativePeerTests
{
    private const string Package = "tests/CollabServer.Protocol.Tests/node";
    private const string Generation = "000102030405060708090a0b0c0d0e0f";
    private static readonly NativeDialect Dialect = new();

    [Fact]
    public async Task Frames_of_a_javascript_client_are_read()
    {
        var output = await NodeScript.RunAsync(Package, "native-client-frames.mjs", "", TestContext.Current.CancellationToken);
        var frames = output.TrimEnd().Split('\n').Select(line => line.Split('\t')).ToDictionary(line => line[0], line => Frames.Decode(Dialect, line[1]));

        var expected = new Dictionary<string, string>
        {
            ["hello"] = $"hello token=a token generation={Generation} client=3735928559 name=demo version=1.2.3",
            ["hello without token and generation"] = "hello token=nil generation=nil client=9007199254740991 name= version=",
            ["sync-request"] = "sync-request 00",
            ["sync-part"] = "sync-part 010203 1/300 ref=70000",
            ["update"] = "update ref=9007199254740991 0000",
            ["large update"] = "update ref=1 " + new string('0', 140_000),
            ["awareness"] = "awareness 010203027b7d",
            ["awareness-request"] = "awareness-request",

            // JavaScript moves keys that look like array indexes to the front and writes them as strings.
            ["message"] = "message chat 84" + "a137c40109" + "a474657874a368c3a9" + "a26174d6ff00000000" + "a46c6973749501ffcb3ff8000000000000c0c3",
            ["scalar message"] = "message  2a",
            ["token"] = "token another token",
            ["ping"] = "ping 1767225600000",
            ["pong"] = "pong -1",
        };
        Assert.Equal(expected, frames);
    }

    [Fact]
    public async Task A_javascript_client_reads_our_frames()
    {
        (ServerMessage Message, string Json)[] messages =
        [
            (new Welcome(Convert.FromHexString(Generation), "read", "Zoë", long.MaxValue >> 10, new SessionLimits(1 << 20, 1 << 16, 1L << 33, 4096), "s-1"),
                $$"""[2,"0x{{Generation}}","read","Zoë",9007199254740991,{"maxMessageBytes":1048576,"maxSyncPartBytes":65536,"maxUpdateBytes":8589934592,"maxAwarenessBytes":4096},"s-1"]"""),
            (new ServerSyncRequest(new byte[] { 0 }), """[3,"0x00"]"""),
            (new SyncReply(new byte[] { 0, 0 }), """[4,"0x0000",0,1,0]"""),
            (new ServerUpdate(new byte[] { 1, 2 }), """[5,0,"0x0102"]"""),
            (new ServerUpdate(new byte[300]), $"""[5,0,"0x{new string('0', 600)}"]"""),
            (new ServerUpdate(new byte[70_000]), $"""[5,0,"0x{new string('0', 140_000)}"]"""),
            (new Ack(3, 2, 1), "[6,3,2,1]"),
            (new ServerAwareness(new byte[] { 0 }), """[7,"0x00"]"""),
            (new ServerApplicationMessage("c", Convert.FromHexString("82a16b01a16c90")), """[9,"c",{"k":1,"l":[]}]"""),
            (new Notice(NoticeCode.GoingAway, new Dictionary<string, object?> { ["delayMs"] = 1500L, ["why"] = null }), """[10,"going-away",{"delayMs":1500,"why":null}]"""),
            (new Notice(NoticeCode.Saved, Data: null), """[10,"saved",null]"""),
            (new Error(CloseCodeName.Of(CloseCode.Forbidden), "no", Ref: 4), """[11,"forbidden","no",4]"""),
            (new Error("x", "", Ref: null), """[11,"x","",null]"""),
            (new ServerPing(1767225600000), "[13,1767225600000]"),
            (new ServerPong(-5), "[14,-5]"),
        ];

        var input = string.Join('\n', messages.Select(pair => Frames.Encode(Dialect, pair.Message)));
        var output = await NodeScript.RunAsync(Package, "read-native-frames.mjs", input, TestContext.Current.CancellationToken);

        Assert.Equal(messages.Select(pair => pair.Json), output.TrimEnd().Split('\n'));
    }
}
