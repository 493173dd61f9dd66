using System.Diagnostics.Metrics;
using CollabServer.Documents.Log;
using CollabServer.Protocol;

namespace CollabServer.Documents;

/// <summary>What this project measures, under the meter <see cref="MeterName"/>. No tag ever names a document: there may be millions.</summary>
public sealed class DocumentsInstruments
{
    public const string MeterName = "CollabServer.Documents";

    private readonly UpDownCounter<long> _openDocuments;
    private readonly UpDownCounter<long> _sessions;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _acceptedBytes;
    private readonly Counter<long> _refused;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _loadDuration;
    private readonly Histogram<double> _appendDuration;
    private readonly Histogram<int> _appendSize;
    private readonly Counter<long> _appendFailures;
    private readonly UpDownCounter<long> _unsaved;
    private readonly Counter<long> _quarantined;
    private long _underQuarantine = -1;

    public DocumentsInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _openDocuments = meter.CreateUpDownCounter<long>("collab.documents.open", "{document}", "Documents in memory.");
        _sessions = meter.CreateUpDownCounter<long>("collab.sessions", "{session}", "Sessions in documents.");
        _accepted = meter.CreateCounter<long>("collab.updates.accepted", "{update}", "Updates that held something new.");
        _acceptedBytes = meter.CreateCounter<long>("collab.updates.accepted.bytes", "By", "Bytes of those updates.");
        _refused = meter.CreateCounter<long>("collab.updates.refused", "{update}", "Updates that were refused, by reason.");
        _batchSize = meter.CreateHistogram<int>("collab.updates.batch", "{update}", "Updates that were broadcast as one message.");
        _loadDuration = meter.CreateHistogram<double>("collab.documents.load.duration", "s", "Time to load a document.");
        _appendDuration = meter.CreateHistogram<double>("collab.log.append.duration", "s", "Time of one transaction of the log.");
        _appendSize = meter.CreateHistogram<int>("collab.log.append.updates", "{update}", "Updates in one transaction of the log.");
        _appendFailures = meter.CreateCounter<long>("collab.log.append.failures", "{transaction}", "Failed transactions of the log, by outcome.");
        _unsaved = meter.CreateUpDownCounter<long>("collab.log.unsaved", "By", "Accepted updates that are not in the log yet.");
        _quarantined = meter.CreateCounter<long>("collab.documents.quarantined", "{document}", "Documents found damaged and quarantined.");
        meter.CreateObservableGauge("collab.documents.quarantine", UnderQuarantine, "{document}", "Documents under quarantine, of all servers together.");
    }

    internal void Quarantined() => _quarantined.Add(1);

    internal void UnderQuarantine(long documents) => Volatile.Write(ref _underQuarantine, documents);

    internal void DocumentOpened() => _openDocuments.Add(1);

    internal void DocumentClosed() => _openDocuments.Add(-1);

    internal void SessionJoined() => _sessions.Add(1);

    internal void SessionLeft() => _sessions.Add(-1);

    internal void Loaded(TimeSpan elapsed) => _loadDuration.Record(elapsed.TotalSeconds);

    internal void UpdatesAccepted(int count, long bytes)
    {
        _accepted.Add(count);
        _acceptedBytes.Add(bytes);
        _batchSize.Record(count);
    }

    internal void UpdateRefused(CloseCode reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", CloseCodeName.Of(reason)));

    internal void UnsavedChanged(long bytes) => _unsaved.Add(bytes);

    internal void Appended(int updates, TimeSpan elapsed)
    {
        _appendSize.Record(updates);
        _appendDuration.Record(elapsed.TotalSeconds);
    }

    internal void AppendFailed(WriteOutcome outcome) => _appendFailures.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    // Nothing is said until the store has been asked.
    private IEnumerable<Measurement<long>> UnderQuarantine() =>
        Volatile.Read(ref _underQuarantine) is >= 0 and var documents ? [new Measurement<long>(documents)] : [];
}
