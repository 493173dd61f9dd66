using CollabServer.Crdt.Updates;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Keeps a document below its size limit without measuring it for every edit: the last measured size plus everything accepted since
/// bounds it well enough, and only when that reaches the limit is the document measured again.
/// </summary>
/// <param name="bytesRead">What was read from the store to load it.</param>
internal sealed class DocumentSize(Replica replica, long limit, long bytesRead)
{
    private long _measured;
    private long _sinceMeasured = bytesRead;

    /// <summary>A document at its limit must not be measured for every edit that it refuses.</summary>
    private long WorthMeasuring => limit / 64;

    public bool HasRoomFor(long bytes)
    {
        if (_measured + _sinceMeasured + bytes > limit && _sinceMeasured > WorthMeasuring)
        {
            _measured = replica.Diff(stateVector: null, UpdateEncoding.V1).LongLength;
            _sinceMeasured = 0;
        }

        return _measured + _sinceMeasured + bytes <= limit;
    }

    public void Grow(long bytes) => _sinceMeasured += bytes;
}
