using System.Collections.Concurrent;
using System.Threading.Channels;
using CollabServer.Documents.Actor.Inputs;

namespace CollabServer.Documents.Actor;

/// <summary>
/// What waits for a document. Sessions and commands come through a bounded queue and are made to wait when it is full; the process itself
/// (log, clock, snapshots) never waits, because a log writer held up by one busy document would hold up all of them. Thread-safe; one reader.
/// </summary>
internal sealed class Mailbox(int capacity)
{
    private readonly Channel<DocumentInput> _bounded = Channel.CreateBounded<DocumentInput>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly List<DocumentInput> _clients = [];

    // At most a handful at a time: one commit, one timer, the snapshots under way, the sessions that left.
    private readonly ConcurrentQueue<DocumentInput> _internal = new();

    /// <summary>Waits for room. False when the document has ended.</summary>
    public ValueTask<bool> PostAsync(DocumentInput input, CancellationToken ct)
    {
        if (_bounded.Writer.TryWrite(input))
        {
            return ValueTask.FromResult(true);
        }

        return PostWhenRoomAsync(input, ct);
    }

    /// <summary>Never waits.</summary>
    public void Post(DocumentInput input)
    {
        _internal.Enqueue(input);

        // Wakes the reader. When the queue is full it is awake, and looks at the internal queue after it has made room: see Drain.
        _bounded.Writer.TryWrite(Tick.Instance);
    }

    /// <summary>Nothing waits. Stays true when nobody is left who could post.</summary>
    public bool IsEmpty => _bounded.Reader.Count == 0 && _internal.IsEmpty;

    /// <summary>Completes when there is something to drain; false when the mailbox is closed.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _bounded.Reader.WaitToReadAsync(ct);

    /// <summary>Takes everything that waits: first what the process says, then what clients say.</summary>
    public void Drain(List<DocumentInput> inputs)
    {
        _clients.Clear();
        while (_clients.Count < capacity && _bounded.Reader.TryRead(out var input))
        {
            if (input is not Tick)
            {
                _clients.Add(input);
            }
        }

        // After the bounded queue, or a wake-up that found that queue full could be lost.
        while (_internal.TryDequeue(out var input))
        {
            inputs.Add(input);
        }

        inputs.AddRange(_clients);
    }

    /// <summary>No more input is taken; returns what nobody will read any more.</summary>
    public List<DocumentInput> Close()
    {
        _bounded.Writer.TryComplete();
        var rest = new List<DocumentInput>();
        while (_bounded.Reader.TryRead(out var input) || _internal.TryDequeue(out input))
        {
            rest.Add(input);
        }

        return rest;
    }

    private async ValueTask<bool> PostWhenRoomAsync(DocumentInput input, CancellationToken ct)
    {
        try
        {
            await _bounded.Writer.WriteAsync(input, ct);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }
}
