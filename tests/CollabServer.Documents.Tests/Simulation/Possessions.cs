namespace CollabServer.Documents.Tests.Simulation;

/// <summary>What a document has (a clock per client) and what of it is deleted, read from the bytes by the format and not by the engine under test.</summary>
internal sealed class Possessions
{
    private readonly Dictionary<ulong, ulong> _clocks = [];
    private readonly HashSet<(ulong Client, ulong Clock)> _deleted = [];

    private Possessions()
    {
    }

    public bool Has(ulong client, ulong clock) => clock < _clocks.GetValueOrDefault(client);

    public bool HasDeletedAll(Possessions other) => other._deleted.IsSubsetOf(_deleted);

    /// <summary>Yjs snapshot (V1): delete set, then state vector.</summary>
    public static Possessions OfSnapshot(ReadOnlySpan<byte> snapshot)
    {
        var result = new Possessions();
        result.ReadDeleteSet(ref snapshot);
        for (var clients = Read(ref snapshot); clients > 0; clients--)
        {
            var client = Read(ref snapshot);
            result._clocks.Add(client, Read(ref snapshot));
        }

        return result;
    }

    /// <summary>An update (V1) that only deletes: no structs, then the delete set.</summary>
    public static Possessions OfDeletion(ReadOnlySpan<byte> update)
    {
        var result = new Possessions();
        if (Read(ref update) != 0)
        {
            throw new InvalidOperationException("The update does not only delete.");
        }

        result.ReadDeleteSet(ref update);
        return result;
    }

    private void ReadDeleteSet(ref ReadOnlySpan<byte> bytes)
    {
        for (var clients = Read(ref bytes); clients > 0; clients--)
        {
            var client = Read(ref bytes);
            for (var ranges = Read(ref bytes); ranges > 0; ranges--)
            {
                var clock = Read(ref bytes);
                for (var end = clock + Read(ref bytes); clock < end; clock++)
                {
                    _deleted.Add((client, clock));
                }
            }
        }
    }

    private static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
