using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>State vectors on the wire: <c>varuint n, (varuint client, varuint clock)*</c>, clients descending.</summary>
internal static class StateVectorCodec
{
    /// <summary>An empty span means the empty vector. A client named twice: the last one counts, as in Yjs.</summary>
    public static Dictionary<ulong, long> Read(ReadOnlySpan<byte> stateVector)
    {
        var state = new Dictionary<ulong, long>(ClientIdComparer.Instance);
        if (!stateVector.IsEmpty)
        {
            var reader = new ByteReader(stateVector);
            Read(ref reader, state);
        }

        return state;
    }

    public static void Read(ref ByteReader reader, Dictionary<ulong, long> state)
    {
        for (var count = reader.ReadCount(2); count > 0; count--)
        {
            var client = reader.ReadVarUint();
            state[client] = reader.ReadVarClock();
        }
    }
}
