using CollabServer.Crdt.Updates;
using CollabServer.Documents.Log;

namespace CollabServer.Documents.Loading;

/// <summary>Documents as they were. Thread-safe.</summary>
public sealed class DocumentHistory
{
    private readonly StoredHistory _history;

    internal DocumentHistory(StoredHistory history) => _history = history;

    /// <summary>The whole state after the log entry <paramref name="seq"/>, which must exist, as one update.</summary>
    /// <exception cref="ThinnedHistoryException">That moment was thinned away by the retention policy.</exception>
    /// <exception cref="CorruptLogException">What is needed for it is damaged.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAtAsync(DocumentName name, long seq, UpdateEncoding encoding, CancellationToken ct)
    {
        var stored = await _history.ReadAsync(name, seq, ct);
        using var transaction = stored.Doc.ReadTransaction();
        return encoding == UpdateEncoding.V1 ? transaction.StateDiffV1(stateVector: null) : transaction.StateDiffV2(stateVector: null);
    }
}
