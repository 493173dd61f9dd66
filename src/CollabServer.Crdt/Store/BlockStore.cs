using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Store;

/// <summary>
/// The blocks of a document as rows of one array, and the tables around them. Holds the data and answers questions; what changes it lives in
/// <see cref="Splitting"/>, <see cref="Deletion"/>.
/// Not thread-safe: one writer, or any number of readers.
/// </summary>
internal sealed class BlockStore
{
    public const int None = -1;

    private const int FirstRows = 8;

    private BlockRow[] _rows = new BlockRow[FirstRows];
    private int _free = None;
    private Dictionary<int, WideClocks>? _wide;
    private Dictionary<int, BlockId>? _redone;

    public BlockStore()
    {
        Names = new NameTable();
        Types = new TypeTable(Names);
        Indexes = new ListIndexes(this);
    }

    public ClientTable Clients { get; } = new();

    public NameTable Names { get; }

    public TypeTable Types { get; }

    public ContentArena Arena { get; } = new();

    /// <summary>What the transaction in progress has done so far.</summary>
    public TransactionChanges Changes { get; } = new();

    public PendingUpdates Pending { get; } = new();

    public ListIndexes Indexes { get; }

    /// <summary>Reused by conflict searches.</summary>
    public PassedItems ConflictScratch { get; } = new();

    /// <summary>Work done since <see cref="BlockStoreInvariants"/> last held everything to be right; in Debug builds alone.</summary>
    public long Unchecked { get; set; }

    /// <summary>Blocks in use.</summary>
    public int Count { get; private set; }

    /// <summary>Above every row number in use.</summary>
    public int RowLimit { get; private set; }

    public ReadOnlySpan<BlockRow> Rows => _rows;

    /// <summary>The row itself. The reference is valid until the next <see cref="AddRow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref BlockRow Row(int row) => ref _rows[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ClockOf(int row)
    {
        ref var block = ref _rows[row];
        return (block.Flags & BlockFlags.Wide) == 0 ? block.ClockLow : _wide![row].Clock;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long LengthOf(int row)
    {
        ref var block = ref _rows[row];
        return (block.Flags & BlockFlags.LongLength) == 0 ? block.LengthLow : ((long)block.ContentSize << 32) | (uint)block.ContentStart;
    }

    /// <summary>What a block adds to the length of its type.</summary>
    public long VisibleUnits(int row)
    {
        ref var block = ref _rows[row];
        return !block.IsDeleted && block.IsCountable ? LengthOf(row) : 0;
    }

    public long EndOf(int row) => ClockOf(row) + LengthOf(row);

    public ulong ClientOf(int row) => Clients.IdOf(_rows[row].Client);

    public BlockId IdOf(int row) => new(ClientOf(row), ClockOf(row));

    public long OriginClockOf(int row)
    {
        ref var block = ref _rows[row];
        return (block.Flags & BlockFlags.Wide) == 0 ? block.OriginClockLow : _wide![row].OriginClock;
    }

    public long RightOriginClockOf(int row)
    {
        ref var block = ref _rows[row];
        return (block.Flags & BlockFlags.Wide) == 0 ? block.RightOriginClockLow : _wide![row].RightOriginClock;
    }

    /// <summary>Bytes of the content; not for types, whose content is in the type table.</summary>
    public ReadOnlySpan<byte> ContentOf(int row)
    {
        ref var block = ref _rows[row];
        return Arena.Slice(block.ContentStart, block.ContentSize);
    }

    /// <summary>The type that a block holds, or None.</summary>
    public int TypeHeldBy(int row)
    {
        ref var block = ref _rows[row];
        return block.Kind == ContentKind.Type ? block.ContentStart : None;
    }

    /// <summary>The type a block is a child or value of, or None for collected blocks.</summary>
    public int ParentOf(int row)
    {
        var list = _rows[row].List;
        return list == None ? None : Types.List(list).Type;
    }

    /// <summary>Whether a type is, or lies inside, something deleted. Only its own item needs a look: deletion reaches all children.</summary>
    public bool IsTypeDeleted(int type)
    {
        var item = Types.Type(type).Item;
        return item != None && _rows[item].IsDeleted;
    }

    public int FirstOf(int type) => Types.List(Types.Type(type).List).Head;

    /// <summary>The block that is the value of a key now; None if there is none or it is deleted.</summary>
    public int ValueOf(int type, string key)
    {
        var list = Types.FindKeyed(type, key);
        if (list == None)
        {
            return None;
        }

        var value = Types.List(list).Tail;
        return value == None || _rows[value].IsDeleted ? None : value;
    }

    /// <summary>The block that contains the clock. The clock must be below the client's state.</summary>
    public int Find(int client, long clock)
    {
        ref var run = ref Clients[client];
        return run.RowAt(PositionOf(ref run, clock));
    }

    /// <summary>The block with this id, or None when it is not here yet.</summary>
    public int Find(BlockId id)
    {
        var client = Clients.Find(id.Client);
        return client == None || id.Clock >= Clients[client].State ? None : Find(client, id.Clock);
    }

    /// <summary>Position in the client's run of the block that contains the clock.</summary>
    public int PositionOf(int client, long clock) => PositionOf(ref Clients[client], clock);

    /// <summary>Makes room for rows to come. References to rows become invalid.</summary>
    public void ReserveRows(int count)
    {
        if (_rows.Length - RowLimit < count)
        {
            var grown = new BlockRow[Math.Max(RowLimit + count, RowLimit + (RowLimit / 4) + FirstRows)];
            Array.Copy(_rows, grown, RowLimit);
            _rows = grown;
        }
    }

    /// <summary>A fresh row with the clocks of a new block. References to rows become invalid.</summary>
    public int AddRow(int client, long clock, long length, BlockFlags flags)
    {
        var row = TakeRow();
        _rows[row] = new BlockRow
        {
            Client = client,
            Left = None,
            Right = None,
            List = None,
            OriginClient = None,
            RightOriginClient = None,
            Flags = flags,
        };
        SetClocks(row, clock, originClock: 0, rightOriginClock: 0);
        SetLength(row, length);
        return row;
    }

    /// <summary>As <see cref="AddRow"/>; the caller sets every field.</summary>
    public int TakeRow()
    {
        int row;
        if (_free != None)
        {
            row = _free;
            _free = _rows[row].Right;
        }
        else
        {
            if (RowLimit == _rows.Length)
            {
                ReserveRows(1);
            }

            row = RowLimit++;
        }

        Count++;
        return row;
    }

    public void FreeRow(int row)
    {
        ref var block = ref _rows[row];
        if ((block.Flags & (BlockFlags.Wide | BlockFlags.Redone)) != 0)
        {
            _wide?.Remove(row);
            _redone?.Remove(row);
        }

        block = new BlockRow { Right = _free, Client = None, List = None };
        _free = row;
        Count--;
    }

    public void SetClocks(int row, long clock, long originClock, long rightOriginClock)
    {
        ref var block = ref _rows[row];
        block.ClockLow = (uint)clock;
        block.OriginClockLow = (uint)originClock;
        block.RightOriginClockLow = (uint)rightOriginClock;
        if ((ulong)(clock | originClock | rightOriginClock) > uint.MaxValue)
        {
            (_wide ??= [])[row] = new WideClocks(clock, originClock, rightOriginClock);
            block.Flags |= BlockFlags.Wide;
        }
        else if ((block.Flags & BlockFlags.Wide) != 0)
        {
            _wide!.Remove(row);
            block.Flags &= ~BlockFlags.Wide;
        }
    }

    /// <summary>Lengths above 32 bits are possible for blocks without content only; theirs moves into the content fields.</summary>
    public void SetLength(int row, long length)
    {
        ref var block = ref _rows[row];
        block.LengthLow = (uint)length;
        if ((ulong)length > uint.MaxValue)
        {
            block.ContentStart = (int)(uint)length;
            block.ContentSize = (int)(length >> 32);
            block.Flags |= BlockFlags.LongLength;
        }
        else
        {
            block.Flags &= ~BlockFlags.LongLength;
        }
    }

    /// <summary>Where an undo has put a copy of a block.</summary>
    public BlockId? RedoneOf(int row) => (_rows[row].Flags & BlockFlags.Redone) != 0 ? _redone![row] : null;

    public void SetRedone(int row, BlockId copy)
    {
        (_redone ??= [])[row] = copy;
        _rows[row].Flags |= BlockFlags.Redone;
    }

    public void ForgetRedone(int row)
    {
        if ((_rows[row].Flags & BlockFlags.Redone) != 0)
        {
            _redone!.Remove(row);
            _rows[row].Flags &= ~BlockFlags.Redone;
        }
    }

    /// <summary>Adds a row at the end of its client's run.</summary>
    public void AppendToRun(int row)
    {
        ref var run = ref Clients[_rows[row].Client];
        run.Append(row, _rows[row].ClockLow);
        run.State = EndOf(row);
    }

    private int PositionOf(ref ClientRun run, long clock)
    {
        if ((ulong)clock >= (ulong)run.State)
        {
            ThrowNoBlock(ref run, clock);
        }

        return run.PositionOf(this, clock);
    }

    [DoesNotReturn]
    private static void ThrowNoBlock(ref ClientRun run, long clock) =>
        throw new InvalidOperationException($"Client {run.Id} has no block at clock {clock}; its state is {run.State}.");
}
