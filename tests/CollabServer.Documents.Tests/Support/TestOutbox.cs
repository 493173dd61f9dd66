using System.Collections.Concurrent;
using System.Threading.Channels;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Support;

/// <summary>A client's end of the socket: what it was sent, in order, and how it ended. Thread-safe.</summary>
internal sealed class TestOutbox(RecordingDialect dialect) : ISessionOutbox
{
    private readonly Channel<ServerMessage> _messages = Channel.CreateUnbounded<ServerMessage>();
    private readonly TaskCompletionSource<CloseCode> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>As if the reader had stopped reading.</summary>
    public bool IsFull { get; set; }

    public Task<CloseCode> Closed => _closed.Task;

    /// <summary>The buffers of the frames, to see which are shared.</summary>
    public ConcurrentQueue<ReadOnlyMemory<byte>> Frames { get; } = new();

    public bool TrySend(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (IsFull)
        {
            return false;
        }

        foreach (var frame in frames)
        {
            Frames.Enqueue(frame);
            _messages.Writer.TryWrite(dialect.Read(frame));
        }

        return true;
    }

    public void Close(CloseCode code, string reason)
    {
        _closed.TrySetResult(code);
        _messages.Writer.TryComplete();
    }

    /// <summary>Everything received and not taken yet.</summary>
    public IReadOnlyList<ServerMessage> Take()
    {
        var messages = new List<ServerMessage>();
        while (_messages.Reader.TryRead(out var message))
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>The next message of the kind, dropping others before it.</summary>
    public async Task<TMessage> NextAsync<TMessage>(Func<TMessage, bool>? which = null)
        where TMessage : ServerMessage
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            await foreach (var message in _messages.Reader.ReadAllAsync(timeout.Token))
            {
                if (message is TMessage found && which?.Invoke(found) != false)
                {
                    return found;
                }
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Waited 30 s for a {typeof(TMessage).Name}.", e);
        }

        throw new InvalidOperationException($"Closed with {await Closed} while waiting for a {typeof(TMessage).Name}.");
    }
}
