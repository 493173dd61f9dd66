using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>The structs of one client that a difference holds: perhaps the rest of one, written anew, and then bytes of the update as they are.</summary>
internal readonly record struct CopiedBlock(ulong Client, long Clock, int Count, Slice Cut, Slice Copied)
{
    /// <summary>Bytes it takes.</summary>
    public int Length =>
        VarUint.LengthOf((ulong)Count) + VarUint.LengthOf(Client) + VarUint.LengthOf((ulong)Clock) + Cut.Length + Copied.Length;
}
