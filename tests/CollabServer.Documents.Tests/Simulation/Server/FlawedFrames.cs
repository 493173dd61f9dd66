using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Simulation.Server;

/// <summary>What flawed servers do to the frames they send.</summary>
internal static class FlawedFrames
{
    /// <returns>What is sent in place of the frame; null: nothing.</returns>
    public static ReadOnlyMemory<byte>? Spoil(World world, ReadOnlyMemory<byte> frame, bool heldNothingNew) => (world.Flaw, world.Dialect.Read(frame)) switch
    {
        (Flaw.AckBeforeCommit, Ack ack) => Encode(world, ack with { DurableRef = ack.AppliedRef }),
        (Flaw.AckKnownBeforeDurable, Ack ack) when heldNothingNew => Encode(world, ack with { DurableRef = ack.AppliedRef }),
        (Flaw.RepeatOldAck, Ack { AppliedRef: > 2 }) when world.Dice.Chance(0.1) => Encode(world, new Ack(1, 1, 1)),
        (Flaw.HideSaveTrouble, Notice { Code: NoticeCode.NotSaved }) => default(ReadOnlyMemory<byte>?),
        _ => frame,
    };

    /// <summary>One listener does not hear these frames.</summary>
    public static bool Skips(World world, IReadOnlyList<ReadOnlyMemory<byte>> frames) =>
        world.Flaw == Flaw.SkipListener && world.Dialect.Read(frames[0]) is ServerUpdate && world.Dice.Chance(0.02);

    private static ReadOnlyMemory<byte> Encode(World world, ServerMessage message)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        world.Dialect.Encode(message, frames);
        return frames[0];
    }
}
