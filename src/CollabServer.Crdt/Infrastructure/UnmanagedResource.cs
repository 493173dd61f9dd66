namespace CollabServer.Crdt.Infrastructure;

/// <summary>
/// What YDotNet derives everything from that holds native memory. Nothing here does; the class is kept for code that names it.
/// </summary>
public abstract class UnmanagedResource : Resource
{
    private protected UnmanagedResource()
    {
    }
}
