using System.Text.Json;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Crdt.Tests.Restore;

/// <summary>A Yjs client that receives a restore shows exactly the moment that was restored.</summary>
public class YjsPeerTests
{
    private const string Package = "tests/CollabServer.Crdt.Tests/node";

    [Fact]
    public async Task Yjs_shows_the_restored_moment_after_the_update_of_a_restore()
    {
        var names = FixtureFiles.List("fuzz", "*.json.gz");
        Assert.SkipWhen(names.Count == 0, "no recorded sessions");
        var cases = new List<object>();
        var expected = new List<string>();
        foreach (var name in names)
        {
            using var session = FuzzSession.Load(name);
            var growing = FuzzSession.NewDoc();
            var moments = new List<(byte[] State, string Content)>();
            for (var i = 0; i < session.UpdatesV1.Count; i++)
            {
                Replicas.Apply(growing, session.UpdatesV1[i]);
                if (i % 29 == 0)
                {
                    moments.Add((Replicas.State(growing), session.Content(growing)));
                }
            }

            var doc = Replicas.Load(Replicas.State(growing));
            var updates = new List<byte[]>(session.UpdatesV1);
            foreach (var (state, content) in Enumerable.Reverse(moments))
            {
                updates.AddRange(Replicas.Restore(doc, state));
                cases.Add(new { updates = updates.Select(Convert.ToBase64String).ToArray(), roots = session.Roots.ToDictionary() });
                expected.Add(content);
            }
        }

        var output = await NodeScript.RunAsync(Package, "show-roots.mjs", JsonSerializer.Serialize(cases), TestContext.Current.CancellationToken);
        using var shown = JsonDocument.Parse(output, new JsonDocumentOptions { MaxDepth = 2048 });
        var actual = shown.RootElement.EnumerateArray().Select(Canonical.Of).ToList();
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second));
    }
}
