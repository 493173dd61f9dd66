namespace CollabServer.Crdt.Document;

/// <summary>A reader's place behind the gate, given back by the garbage collector if its transaction is lost without having been ended.</summary>
internal sealed class ReaderLease(AccessGate gate)
{
    /// <summary>Somebody reads with it.</summary>
    public bool IsActive { get; set; }

#pragma warning disable MA0055 // Finding what was lost is what finalizers are for.
    ~ReaderLease()
    {
        if (IsActive)
        {
            gate.ExitRead();
        }
    }
#pragma warning restore MA0055
}
