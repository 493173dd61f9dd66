namespace CollabServer.Crdt.Document;

/// <summary>
/// Subscriptions to one kind of event, called in order of subscription. A handler that throws does not keep the others from being called.
/// Thread-safe.
/// </summary>
/// <param name="failed">Told of what handlers throw; null if nobody wants to know.</param>
internal sealed class EventHandlers<T>(Action<Exception>? failed)
{
    private readonly Lock _lock = new();

    /// <summary>Replaced as a whole: handlers come and go while others are being called.</summary>
    private volatile Action<T>[] _handlers = [];

    public bool Any => _handlers.Length > 0;

    public IDisposable Add(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_lock)
        {
            _handlers = [.. _handlers, action];
        }

        return new Subscription(this, action);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _handlers = [];
        }
    }

    /// <summary>Exceptions are swallowed, as YDotNet does: a subscriber must not be able to break the document's transaction.</summary>
    public void Raise(T value)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                handler(value);
            }
#pragma warning disable CA1031 // See the summary.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Report(exception);
            }
        }
    }

    private void Report(Exception exception)
    {
        try
        {
            failed?.Invoke(exception);
        }
#pragma warning disable CA1031 // Who reports failures must not break the transaction either.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nobody is left to tell.
        }
    }

    private void Remove(Action<T> handler)
    {
        lock (_lock)
        {
            var index = Array.IndexOf(_handlers, handler);
            if (index >= 0)
            {
                _handlers = [.. _handlers.AsSpan(0, index), .. _handlers.AsSpan(index + 1)];
            }
        }
    }

    private sealed class Subscription(EventHandlers<T> owner, Action<T> handler) : IDisposable
    {
        private Action<T>? _handler = handler;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _handler, null) is { } handler)
            {
                owner.Remove(handler);
            }
        }
    }
}
