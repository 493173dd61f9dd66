using CollabServer.Crdt.Document;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>Random histories of two replicas in which earlier moments are restored again and again.</summary>
public class RestorePropertyTests
{
    private const int Runs = 80;
    private const int Steps = 60;

    [Fact]
    public void Any_moment_can_be_restored_while_others_edit() => Seeds.ForEach(Runs, seed =>
    {
        // Yjs replaces both halves of a surrogate pair that an edit splits, even if the edit then changes nothing that others hear of;
        // replicas that do so differ for ever. Where that may happen, only restoring is looked at.
        var surrogatePairs = seed % 2 == 0;
        var random = new Random(seed);
        RandomEdits[] replicas = [new(random, 1, surrogatePairs), new(random, 2, surrogatePairs)];
        var moments = new List<(byte[] State, string Content)>();
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(8))
            {
                case 0:
                    Send(replicas[0].Doc, replicas[1].Doc);
                    break;
                case 1:
                    Send(replicas[1].Doc, replicas[0].Doc);
                    break;
                case 2:
                    moments.Add((Replicas.State(replicas[0].Doc), replicas[0].Content()));
                    break;
                case 3 when moments.Count > 0:
                    Restore(replicas[0], moments[random.Next(moments.Count)]);
                    break;
                default:
                    replicas[random.Next(2)].Edit();
                    break;
            }
        }

        Send(replicas[0].Doc, replicas[1].Doc);
        Send(replicas[1].Doc, replicas[0].Doc);
        if (!surrogatePairs)
        {
            Assert.Equal(replicas[0].Content(), replicas[1].Content());
        }
    });

    private static void Restore(RandomEdits replica, (byte[] State, string Content) moment)
    {
        var before = (State: Replicas.State(replica.Doc), Content: replica.Content());
        foreach (var (state, content) in new[] { moment, before, moment })
        {
            _ = Replicas.Restore(replica.Doc, state);
            Assert.Equal(content, replica.Content());
            Assert.Empty(Replicas.Restore(replica.Doc, state));
        }
    }

    private static void Send(Doc from, Doc to)
    {
        byte[] known;
        using (var read = to.ReadTransaction())
        {
            known = read.StateVectorV1();
        }

        using var source = from.ReadTransaction();
        using var transaction = to.WriteTransaction();
        _ = transaction.Apply(source.StateDiffV1(known), UpdateEncoding.V1);
    }
}
