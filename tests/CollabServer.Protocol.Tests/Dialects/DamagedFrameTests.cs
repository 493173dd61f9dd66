using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests.Dialects;

/// <summary>Frames that were cut or changed: either a message or a named refusal, never another exception, never half a frame.</summary>
public sealed class DamagedFrameTests
{
    private static readonly string[] NativeFrames =
    [
        "96 01 a1 74 c4 10 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 2a a2 6d 65 a3 31 2e 30",
        "92 03 c4 01 00",
        "95 04 c4 02 07 08 00 01 09",
        "93 05 07 c4 03 01 02 03",
        "92 07 c4 02 05 06",
        "91 08",
        "93 09 a4 63 68 61 74 82 a1 6b 93 c0 c3 ca 3f 80 00 00 05 d6 ff 00 00 00 00",
        "92 0c a1 74",
        "92 0d cf 00 00 01 98 00 00 00 00",
        "92 0e ff",
    ];

    // Sync step 1; step 2 of the text "abc"; an update, presence and a query for presence in one frame.
    private static readonly string[] YFrames =
    [
        "00 00 03 01 01 03",
        "00 01 0d 01 01 01 00 04 01 01 74 03 61 62 63 00",
        "00 02 02 00 00 01 06 01 02 01 02 7b 7d 03",
    ];

    public static TheoryData<string> Native => [.. NativeFrames];

    [Theory]
    [MemberData(nameof(Native))]
    public void A_native_frame_cut_anywhere_is_malformed(string hex)
    {
        var frame = Frames.Bytes(hex);
        for (var length = 0; length < frame.Length; length++)
            Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(new NativeDialect(), frame.AsMemory(0, length)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_y_websocket_frame_cut_anywhere_is_malformed(int index)
    {
        var frame = Frames.Bytes(YFrames[index]);
        for (var length = 0; length < frame.Length; length++)
            Assert.Equal(CloseCode.MalformedFrame, Frames.Refusal(new YWebSocketDialect(), frame.AsMemory(0, length)));
    }

    [Fact]
    public void A_mutated_native_frame_is_read_or_refused() => Mutate(new NativeDialect(), NativeFrames);

    [Fact]
    public void A_mutated_y_websocket_frame_is_read_or_refused() => Mutate(new YWebSocketDialect(), YFrames);

    private static void Mutate(IDialect dialect, string[] frames)
    {
        var random = new Random(Seed.Next());
        var originals = frames.Select(Frames.Bytes).ToArray();
        var read = 0;
        var refused = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var frame = Mutation.Of(random, originals[random.Next(originals.Length)]);
            var messages = new List<ClientMessage>();
            try
            {
                dialect.Decode(frame, messages);
                Assert.NotEmpty(messages);
                Assert.All(messages, message => Assert.NotEmpty(MessageDescription.Of(message)));
                read++;
            }
            catch (ProtocolException e)
            {
                Assert.Empty(messages);
                Assert.True(
                    e.CloseCode is CloseCode.MalformedFrame or CloseCode.UnknownMessage or CloseCode.UnexpectedMessage,
                    $"{e.CloseCode} for {Convert.ToHexStringLower(frame)}");
                refused++;
            }
        }

        // The damage must be small enough to reach behind the first checks, and large enough to matter.
        Assert.InRange(read, 1_000, 49_000);
        Assert.InRange(refused, 1_000, 49_000);
    }
}
