namespace CollabServer.Crdt.Document;

/// <summary>A reader's place behind the gate, given back by the garbage collector if its transaction is lost without having been ended.</summary>
internal sealed class ReaderLease(AccessGate gate)
{
#pragma warning disable MA0055 // Finding what was lost is what finalizers are for.
    ~ReaderLease() => gate.ExitRead();
#pragma warning restore MA0055

    public void End()
    {
        GC.SuppressFinalize(this);
        gate.ExitRead();
    }
}
