using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>Real updates with seeded damage, to their bytes and to what these mean.</summary>
public sealed class HostileBytesTests
{
    /// <summary>Inputs that one document is sent.</summary>
    private const int Inputs = 60;

    [Fact]
    public void Damaged_updates_are_refused_whole_or_taken_whole() => Seeds.ForEach(60, seed =>
    {
        var random = new Random(seed);
        var updates = Updates(random);
        using var checks = new HostileChecks(skipGarbageCollection: random.Next(2) == 0);
        for (var i = 0; i < Inputs; i++)
        {
            var encoding = random.Next(2) == 0 ? UpdateEncoding.V1 : UpdateEncoding.V2;
            var (v1, v2) = updates[random.Next(updates.Count)];
            var (other, _) = updates[random.Next(updates.Count)];
            var original = encoding == UpdateEncoding.V1 ? v1 : v2;
            var bytes = random.Next(4) == 0 ? original : ByteDamage.Of(original, other, random);
            checks.Apply(bytes, encoding);
            HostileChecks.CheckBlobs(bytes, encoding, random);
            checks.CheckReading(bytes);
        }

        checks.CheckReload();
    });

    [Fact]
    public void The_corpus_with_damage_is_refused_whole_or_taken_whole()
    {
        var (inputs, taken) = (0, 0);
        Seeds.ForEach(200, seed =>
        {
            var random = new Random(seed);
            var session = Corpus.Instance.Sessions[random.Next(Corpus.Instance.Sessions.Count)];
            var grammar = new GrammarDamage(random);
            using var checks = new HostileChecks(skipGarbageCollection: random.Next(2) == 0);
            foreach (var (v1, _) in session.Take(random.Next(session.Count)))
            {
                checks.Apply(v1, UpdateEncoding.V1);
            }

            var known = checks.Taken;
            for (var i = 0; i < Inputs; i++)
            {
                var (bytes, encoding) = Corpus.Instance.Pick(session, random);
                if (random.Next(3) > 0)
                {
                    var target = random.Next(2) == 0 ? UpdateEncoding.V1 : UpdateEncoding.V2;
                    (bytes, encoding) = grammar.Of(bytes, encoding, target) is var changed && changed != bytes ? (changed, target) : (bytes, encoding);
                }

                if (random.Next(3) == 0)
                {
                    bytes = ByteDamage.Of(bytes, Corpus.Instance.Pick(session, random).Bytes, random);
                }

                checks.Apply(bytes, encoding);
                if (i % 4 == 0)
                {
                    HostileChecks.CheckBlobs(bytes, encoding, random);
                    checks.CheckReading(bytes);
                }
            }

            checks.CheckReload();
            inputs += checks.Taken + checks.Refused - known;
            taken += checks.Taken - known;
        });
        Seeds.Report($"{inputs} inputs, {taken} taken");
    }

    /// <summary>Updates of a random editing session, both encodings of each.</summary>
    private static List<(byte[] V1, byte[] V2)> Updates(Random random)
    {
        var replica = new RandomEdits(random, (ulong)random.Next(1, 200), surrogatePairs: true);
        var updates = new List<(byte[] V1, byte[] V2)>();
        using (replica.Doc.ObserveUpdatesV1(e => updates.Add((e.Update, UpdateBlob.Convert(e.Update, UpdateEncoding.V1, UpdateEncoding.V2)))))
        {
            for (var i = 0; i < 20; i++)
            {
                replica.Edit();
            }
        }

        return updates;
    }
}
