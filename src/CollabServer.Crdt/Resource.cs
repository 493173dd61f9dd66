namespace CollabServer.Crdt;

/// <summary>Something to be disposed of. The name is YDotNet's; here no native memory is behind it.</summary>
public abstract class Resource : IDisposable
{
    public bool IsDisposed { get; protected set; }

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

    protected abstract void DisposeCore(bool disposing);

    protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);
}
