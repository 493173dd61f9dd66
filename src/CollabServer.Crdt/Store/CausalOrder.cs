using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Walks the structs of an update so that each comes after what it refers to: clients from the highest id down, clocks upwards, and where a struct
/// needs another client's first, that client's next ones before it. What lacks something that is not in the update either stays behind.
/// Depends on state vectors alone, so the same walk can be made without touching the document.
/// </summary>
internal sealed class CausalOrder
{
    private readonly List<int> _targets = [];
    private readonly ArrivedBlocks _arrived = new();
    private readonly GrowingArray<WaitingStruct> _stack = new();
    private long[] _states = [];
    private int[] _storeClients = [];
    private int[] _blockOfClient = [];
    private int[] _next = [];

    /// <summary>For each block of the update the first struct that stays behind, or its end.</summary>
    public int[] RestFrom { get; private set; } = [];

    public bool HasRest { get; private set; }

    /// <summary>Something was integrated.</summary>
    public bool HasProgress { get; private set; }

    /// <summary>What the rest waits for: a client whose state must pass the clock.</summary>
    public GrowingArray<MissingClock> Missing { get; } = new();

    /// <summary>The state of each client of the update, after the walk.</summary>
    public long StateOf(int updateClient) => _states[updateClient];

    /// <summary>Walks, integrating into the store unless it is a <paramref name="dryRun"/>.</summary>
    public void Walk(BlockStore store, DecodedUpdate update, ReadOnlySpan<byte> source, bool dryRun, bool mergeOnArrival)
    {
        Prepare(store, update);
        var integrator = new UpdateIntegrator(store, update, source, _storeClients, _blockOfClient, _arrived, mergeOnArrival);
        if (!dryRun)
        {
            _arrived.Begin(update);
        }

        while (_targets.Count > 0)
        {
            var block = _targets[^1];
            if (_next[block] >= Math.Min(RestFrom[block], update.Blocks[block].End))
            {
                _targets.RemoveAt(_targets.Count - 1);
                continue;
            }

            WalkFrom(update, block, ref integrator, dryRun);
        }
    }

    private void WalkFrom(DecodedUpdate update, int block, ref UpdateIntegrator integrator, bool dryRun)
    {
        var current = _next[block]++;
        while (true)
        {
            ref var decoded = ref update[current];
            var client = update.Blocks[block].Client;
            if (!decoded.IsSkip)
            {
                var offset = _states[client] - decoded.Clock;
                if (offset < 0)
                {
                    // An earlier struct of the same client is missing.
                    LeaveBehind(update, block, current, client, decoded.Clock - 1);
                }
                else if (offset < decoded.Length)
                {
                    var missing = MissingClient(ref decoded, client, offset);
                    if (missing >= 0)
                    {
                        var other = _blockOfClient[missing];
                        if (other >= 0 && _next[other] < Math.Min(RestFrom[other], update.Blocks[other].End))
                        {
                            _stack.Add(new WaitingStruct(block, current));
                            block = other;
                            current = _next[other]++;
                            continue;
                        }

                        LeaveBehind(update, block, current, missing, _states[missing]);
                    }
                    else
                    {
                        if (!dryRun)
                        {
                            integrator.Integrate(current, client, offset);
                        }

                        HasProgress = true;
                        _states[client] = decoded.End;
                    }
                }
            }

            if (_stack.Count == 0)
            {
                return;
            }

            (block, current) = _stack[_stack.Count - 1];
            _stack.Truncate(_stack.Count - 1);
        }
    }

    /// <summary>
    /// The client a struct waits for, or -1. Of a struct whose beginning is known the end alone is integrated, and its place follows from that
    /// beginning: nothing else to the left of it can be missing, even if a faulty client now names another origin.
    /// </summary>
    private int MissingClient(ref DecodedStruct decoded, int client, long offset)
    {
        if (offset == 0
            && (decoded.HasOrigin || decoded.Parent == ParentForm.Item)
            && decoded.OriginClient != client
            && decoded.OriginClock >= _states[decoded.OriginClient])
        {
            return decoded.OriginClient;
        }

        return decoded.HasRightOrigin && decoded.RightOriginClient != client && decoded.RightOriginClock >= _states[decoded.RightOriginClient]
            ? decoded.RightOriginClient
            : -1;
    }

    /// <summary>The struct, all that wait for it, and what follows them in their blocks cannot be integrated now.</summary>
    private void LeaveBehind(DecodedUpdate update, int block, int current, int missingClient, long missingClock)
    {
        HasRest = true;
        Missing.Add(new MissingClock(update.Clients[missingClient], missingClock));
        LeaveBehind(update, block, current);
        foreach (var (waitingBlock, waiting) in _stack)
        {
            LeaveBehind(update, waitingBlock, waiting);
            AddNeed(update, update.Blocks[waitingBlock].Client, ref update[waiting]);
        }

        _stack.Clear();
    }

    /// <summary>
    /// Somebody may send another struct of the same id that lacks nothing; then what follows need not wait for what this one lacks. Only faulty
    /// clients do, but then a document that is loaded again must not show more than the one that was living.
    /// </summary>
    private void LeaveBehind(DecodedUpdate update, int block, int current)
    {
        RestFrom[block] = Math.Min(RestFrom[block], current);
        Missing.Add(new MissingClock(update.Clients[update.Blocks[block].Client], update[current].Clock));
    }

    /// <summary>
    /// It may need less than what the struct lacks that was tried in its favour. Yjs waits for the latter alone, and where that in turn waits for
    /// this one, for ever.
    /// </summary>
    private void AddNeed(DecodedUpdate update, int client, ref DecodedStruct waiting)
    {
        var needed = MissingClient(ref waiting, client, _states[client] - waiting.Clock);
        if (needed >= 0)
        {
            Missing.Add(new MissingClock(update.Clients[needed], _states[needed]));
        }
    }

    /// <summary>Gives back what one large update needed.</summary>
    public void Trim()
    {
        const int Kept = 64;
        _arrived.End();
        if (_states.Length > Kept || _next.Length > Kept)
        {
            _states = [];
            _storeClients = [];
            _blockOfClient = [];
            _next = [];
            RestFrom = [];
            _targets.Clear();
            _targets.Capacity = 0;
        }
    }

    private void Prepare(BlockStore store, DecodedUpdate update)
    {
        var clients = update.Clients.Count;
        var blocks = update.Blocks.Count;
        if (_states.Length < clients)
        {
            _states = new long[clients];
            _storeClients = new int[clients];
            _blockOfClient = new int[clients];
        }

        if (_next.Length < blocks)
        {
            _next = new int[blocks];
            RestFrom = new int[blocks];
        }

        for (var i = 0; i < clients; i++)
        {
            var client = store.Clients.Find(update.Clients[i]);
            _storeClients[i] = client;
            _states[i] = client == BlockStore.None ? 0 : store.Clients[client].State;
            _blockOfClient[i] = -1;
        }

        _targets.Clear();
        _stack.Clear();
        Missing.Clear();
        HasRest = false;
        HasProgress = false;
        for (var i = 0; i < blocks; i++)
        {
            var block = update.Blocks[i];
            _next[i] = block.First;
            RestFrom[i] = block.End;
            _blockOfClient[block.Client] = i;
            _targets.Add(i);
        }

        if (blocks > 1)
        {
            // The last one is walked first.
            _targets.Sort((a, b) => update.Clients[update.Blocks[a].Client].CompareTo(update.Clients[update.Blocks[b].Client]));
        }
    }

    /// <summary>A struct that waits for one of another block.</summary>
    private readonly record struct WaitingStruct(int Block, int Struct);
}
