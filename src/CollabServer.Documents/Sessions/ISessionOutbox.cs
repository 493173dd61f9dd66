using CollabServer.Protocol;

namespace CollabServer.Documents.Sessions;

/// <summary>
/// The way to one client's socket. Thread-safe; no call blocks, throws or runs code of the document: a document must never wait for a reader.
/// </summary>
public interface ISessionOutbox
{
    /// <summary>
    /// Queues frames, each one binary WebSocket message, all of them or none. The same buffers go to many sessions: they must not be changed.
    /// </summary>
    /// <returns>
    /// False when the queue is full; the session is then closed as a slow reader, because a client that misses a frame diverges
    /// without noticing. True as well when the socket has gone: there is nobody left to miss anything.
    /// </returns>
    bool TrySend(IReadOnlyList<ReadOnlyMemory<byte>> frames);

    /// <summary>Closes the socket after the frames queued so far, or without them when they cannot be delivered soon. Later calls do nothing.</summary>
    void Close(CloseCode code, string reason);
}
