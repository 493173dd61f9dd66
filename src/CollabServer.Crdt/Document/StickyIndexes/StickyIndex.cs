using System.Buffers;
using System.Text;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Infrastructure;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.StickyIndexes;

/// <summary>
/// A position that moves with the content around it: for cursors, comments, bookmarks. The bytes are those of Yjs' relative positions.
/// <code>
/// position := 0 client clock          at a unit
///           | 1 varstring             at the end or start of a root
///           | 2 client clock          at the end or start of the type that item holds
///             varint association      (may be missing: 0)
/// </code>
/// </summary>
public sealed class StickyIndex : UnmanagedResource
{
    private readonly PositionKind _kind;
    private readonly BlockId _id;
    private readonly string _root;

    private StickyIndex(PositionKind kind, BlockId id, string root, StickyAssociationType association)
    {
        _kind = kind;
        _id = id;
        _root = root;
        AssociationType = association;
    }

    private enum PositionKind : byte
    {
        Unit = 0,
        Root = 1,
        Type = 2,
    }

    /// <summary>Which neighbour the position stays with.</summary>
    public StickyAssociationType AssociationType { get; }

    /// <summary>Reads the bytes of a Yjs relative position.</summary>
    /// <exception cref="MalformedUpdateException">The bytes are no position.</exception>
    public static StickyIndex Decode(byte[] encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return Decode(encoded.AsSpan());
    }

    /// <inheritdoc cref="Decode(byte[])"/>
    public static StickyIndex Decode(ReadOnlySpan<byte> encoded)
    {
        var reader = new ByteReader(encoded);
        var kind = reader.ReadVarUint();
        if (kind > (ulong)PositionKind.Type)
        {
            MalformedUpdateException.Throw(MalformedUpdateReason.UnknownContent, $"Unknown kind of position: {kind}.");
        }

        var id = default(BlockId);
        var root = "";
        if (kind == (ulong)PositionKind.Root)
        {
            root = Encoding.UTF8.GetString(reader.ReadVarString().Of(encoded));
        }
        else
        {
            id = new BlockId(reader.ReadVarUint(), reader.ReadVarClock());
        }

        var isBefore = false;
        if (!reader.AtEnd)
        {
            var magnitude = reader.ReadVarInt(out isBefore);
            isBefore &= magnitude != 0;
        }

        return new StickyIndex((PositionKind)kind, id, root, isBefore ? StickyAssociationType.Before : StickyAssociationType.After);
    }

    /// <summary>The bytes of a Yjs relative position.</summary>
    public byte[] Encode()
    {
        using var writer = new ByteWriter();
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>As <see cref="Encode()"/>, into a buffer.</summary>
    public void Encode(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new ByteWriter();
        Write(writer);
        output.Write(writer.Written);
    }

    /// <summary>Where the position is now, in list elements or the unit of the text; 0 if it cannot be told. <see cref="TryRead"/> tells the difference.</summary>
    public uint Read(Transaction transaction) => TryRead(transaction, out var index) ? index : 0;

    /// <summary>
    /// Where the position is now. False when the unit it refers to has not arrived yet or was garbage-collected. Beside deleted content the
    /// position is where that content was.
    /// </summary>
    public bool TryRead(Transaction transaction, out uint index)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ObjectDisposedException.ThrowIf(transaction.IsDisposed, transaction);
        var store = transaction.Doc.Store;
        index = 0;
        var encoding = transaction.Doc.Options.Encoding;
        if (_kind == PositionKind.Unit)
        {
            return TryReadUnit(store, encoding, ref index);
        }

        var type = _kind == PositionKind.Root ? store.Types.FindRoot(_root) : TypeAt(store);
        if (type == BlockStore.None)
        {
            // A root that nobody named is empty, not unknown.
            return _kind == PositionKind.Root;
        }

        if (AssociationType == StickyAssociationType.After)
        {
            index = TextUnits.Length(store, type, encoding);
        }

        return true;
    }

    internal static StickyIndex At(Branch branch, Transaction transaction, uint index, StickyAssociationType association)
    {
        var store = branch.Read(transaction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, (ulong)store.Types.Type(branch.TypeIndex).Length);
        if (association == StickyAssociationType.Before && index == 0)
        {
            return OfType(branch, store, association);
        }

        long left = association == StickyAssociationType.Before ? index - 1 : index;
        var list = store.Types.Type(branch.TypeIndex).List;
        var first = store.FirstOf(branch.TypeIndex);
        if (store.Indexes.Find(list) is { } order && left < store.Types.Type(branch.TypeIndex).Length)
        {
            first = order.RowOfUnit(left, out var before);
            left -= before;
        }

        var passed = 0;
        for (var row = first; row != BlockStore.None; row = store.Row(row).Right, passed++)
        {
            ref var block = ref store.Row(row);
            if (!block.IsDeleted && block.IsCountable)
            {
                var length = store.LengthOf(row);
                if (left < length)
                {
                    store.Indexes.NoteWalk(list, passed);
                    var id = store.IdOf(row);
                    return new StickyIndex(PositionKind.Unit, id with { Clock = id.Clock + left }, "", association);
                }

                left -= length;
            }
        }

        return OfType(branch, store, association);
    }

    private static StickyIndex OfType(Branch branch, BlockStore store, StickyAssociationType association)
    {
        ref var type = ref store.Types.Type(branch.TypeIndex);
        return type.Item == BlockStore.None
            ? new StickyIndex(PositionKind.Root, default, store.Names.Text(type.Name), association)
            : new StickyIndex(PositionKind.Type, store.IdOf(type.Item), "", association);
    }

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // No native memory, nothing to let go.
    }

    private void Write(ByteWriter writer)
    {
        writer.WriteVarUint((ulong)_kind);
        if (_kind == PositionKind.Root)
        {
            writer.WriteVarBytes(Encoding.UTF8.GetBytes(_root));
        }
        else
        {
            writer.WriteVarUint(_id.Client);
            writer.WriteVarUint(_id.Clock);
        }

        writer.WriteVarInt((long)AssociationType);
    }

    private bool TryReadUnit(BlockStore store, DocEncoding encoding, ref uint index)
    {
        var row = FollowUndo(store, out var offset);
        if (row == BlockStore.None || !store.Row(row).IsItem)
        {
            return false;
        }

        if (store.IsTypeDeleted(store.ParentOf(row)))
        {
            return true;
        }

        ref var block = ref store.Row(row);
        var inside = offset + (AssociationType == StickyAssociationType.After ? 0 : 1);
        var position = block.IsDeleted || !block.IsCountable ? 0 : TextUnits.Of(store, row, inside, encoding);
        if (encoding == DocEncoding.Utf16 && store.Indexes.Find(block.List) is { } order)
        {
            index = checked((uint)(position + order.UnitsBefore(row)));
            return true;
        }

        var passed = 0;
        var list = block.List;
        for (row = block.Left; row != BlockStore.None; row = store.Row(row).Left, passed++)
        {
            if (!store.Row(row).IsDeleted && store.Row(row).IsCountable)
            {
                position += TextUnits.Of(store, row, encoding);
            }
        }

        store.Indexes.NoteWalk(list, passed);

        index = checked((uint)position);
        return true;
    }

    private int TypeAt(BlockStore store)
    {
        var row = FollowUndo(store, out _);
        return row == BlockStore.None ? BlockStore.None : store.TypeHeldBy(row);
    }

    /// <summary>The block of the unit, or of the copy that an undo has made of it.</summary>
    private int FollowUndo(BlockStore store, out long offset)
    {
        var id = _id;
        while (true)
        {
            var row = store.Find(id);
            offset = row == BlockStore.None ? 0 : id.Clock - store.ClockOf(row);
            if (row == BlockStore.None || store.RedoneOf(row) is not { } copy)
            {
                return row;
            }

            id = copy with { Clock = copy.Clock + offset };
        }
    }
}
