namespace CollabServer.Crdt.Infrastructure;

/// <summary>Something to be disposed of. The name is YDotNet's; here no native memory is behind it.</summary>
public abstract class Resource : IDisposable
{
    /// <summary>True once <see cref="Dispose"/> was called, and of a shared type once somebody found it deleted.</summary>
    public bool IsDisposed { get; protected set; }

    /// <summary>Ends the use of this object. A second call does nothing.</summary>
    public void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        DisposeCore(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once, by the first <see cref="Dispose"/>.</summary>
    /// <param name="disposing">Always true: nothing here needs a finalizer.</param>
    protected abstract void DisposeCore(bool disposing);

    /// <summary>Guards members that need the object to be in use.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);
}
