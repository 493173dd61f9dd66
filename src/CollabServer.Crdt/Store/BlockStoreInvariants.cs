using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Store;

/// <summary>
/// What must hold between transactions. Randomised tests check after every step, Debug builds after every transaction or, in larger documents, as often as
/// leaves the cost of a transaction what it was; a violation names itself.
/// </summary>
internal static partial class BlockStoreInvariants
{
    /// <summary>So many blocks may be looked at for each transaction, and each that it added.</summary>
    private const int BlocksPerTransaction = 16;

    [Conditional("DEBUG")]
    public static void CheckNowAndThen(BlockStore store)
    {
        store.Unchecked += BlocksPerTransaction;
        foreach (var client in store.Changes.GrownClients)
        {
            store.Unchecked += store.Clients[client].State - store.Changes.StateBefore(store.Clients[client]);
        }

        if (store.Unchecked >= store.Count)
        {
            store.Unchecked = 0;
            Check(store);
        }
    }

    public static void Check(BlockStore store)
    {
        var items = CheckRuns(store);
        var linked = CheckLists(store);
        Require(items == linked, $"{items} items, but {linked} are linked into lists");
        CheckContents(store);
        CheckDeletions(store);
        foreach (var (list, index) in store.Indexes.All)
        {
            CheckIndex(store, list, index);
        }
    }

    /// <summary>Every client's blocks follow one another from clock 0 on. Returns the number of items.</summary>
    private static int CheckRuns(BlockStore store)
    {
        var blocks = 0;
        var items = 0;
        for (var client = 0; client < store.Clients.Count; client++)
        {
            ref var run = ref store.Clients[client];
            Require(store.Clients.Find(run.Id) == client, "a client is not found by its id");
            var clock = 0L;
            for (var position = 0; position != run.End; position = run.Next(position))
            {
                var row = run.RowAt(position);
                ref var block = ref store.Row(row);
                Require(block.Client == client, $"row {row} is in another client's run");
                Require(store.ClockOf(row) == clock, $"row {row} starts at {store.ClockOf(row)} instead of {clock}");
                Require(store.LengthOf(row) > 0, $"row {row} has no length");
                Require(store.PositionOf(client, clock) == position, $"row {row} is not found by its clock");
                clock += store.LengthOf(row);
                CheckContent(store, row);
                CheckOrigins(store, row);
                items += block.IsItem ? 1 : 0;
                blocks++;
            }

            Require(run.State == clock, $"client {run.Id} has state {run.State} instead of {clock}");
        }

        Require(blocks == store.Count, $"{store.Count} rows are in use, {blocks} are in runs");
        return items;
    }

    /// <summary>What an item was put beside is here, and came before it.</summary>
    private static void CheckOrigins(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        Require(IsKnown(block.OriginClient, store.OriginClockOf(row)), $"row {row} has an origin that is not here");
        Require(IsKnown(block.RightOriginClient, store.RightOriginClockOf(row)), $"row {row} has a right origin that is not here");
        Require(block.OriginClient != block.Client || store.OriginClockOf(row) < store.ClockOf(row), $"row {row} is its own origin");

        bool IsKnown(int client, long clock) => client == BlockStore.None || clock < store.Clients[client].State;
    }

    private static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref ViolationText message)
    {
        if (!holds)
        {
            Throw(message.Take());
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            Throw(message);
        }
    }

    [DoesNotReturn]
    private static void Throw(string message) => throw new InvalidOperationException("The block store is broken: " + message + ".");
}
