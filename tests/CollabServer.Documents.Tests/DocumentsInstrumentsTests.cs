using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CollabServer.Documents.Tests.Support;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests;

public sealed class DocumentsInstrumentsTests
{
    [Fact]
    public async Task What_happens_is_measured_and_no_tag_names_a_document()
    {
        var (sums, tagged) = (new ConcurrentDictionary<string, double>(StringComparer.Ordinal), new ConcurrentQueue<string>());
        using var listener = new MeterListener();
        var store = new InMemoryStore();
        await using var node = new TestNode(store);
        var meters = node.Meters;
        listener.InstrumentPublished = (instrument, self) =>
        {
            // Other tests have meters of the same name in this process.
            if (instrument.Meter.Scope == meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            foreach (var tag in tags)
            {
                tagged.Enqueue($"{tag.Key}={tag.Value}");
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        await using (var ada = await node.JoinAsync("secret name"))
        {
            await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);
            await ada.SendAsync(Updates.Malformed, 2);
            await ada.Outbox.Closed;
            Assert.Equal((1, 1), (sums["collab.documents.open"], sums["collab.sessions"]));
        }

        Assert.Equal(0, sums["collab.sessions"]);
        Assert.Equal((1, Updates.Typed(1, 0, "hello").Length), (sums["collab.updates.accepted"], sums["collab.updates.accepted.bytes"]));
        Assert.Equal((1, 1), (sums["collab.updates.batch"], sums["collab.log.append.updates"]));
        Assert.Equal(0, sums["collab.log.unsaved"]);
        Assert.Equal(1, sums["collab.updates.refused"]);
        Assert.Contains("reason=malformed-update", tagged);
        await using (var writer = new TestNode(store))
        {
            await using var bob = await writer.JoinAsync("secret damage");
            await bob.SaveAsync(Updates.Typed(1, 0, "a"), 1);
            await bob.SaveAsync(Updates.Typed(1, 1, "b"), 2);
        }

        store.DamageUpdate(DocumentName.Parse("secret damage"), 2);
        using (await node.OpenAsync("secret damage"))
        {
            Assert.Equal(1, sums["collab.documents.quarantined"]);
        }

        Assert.DoesNotContain(tagged, tag => tag.Contains("secret", StringComparison.Ordinal));
    }
}
