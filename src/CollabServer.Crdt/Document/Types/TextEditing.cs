using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// Edits of texts with marks, such that the blocks made are the ones Yjs would make. A mark applies to everything behind it, so an insertion
/// with other attributes than its surroundings opens marks before itself and restores the former values behind itself.
/// </summary>
internal sealed class TextEditing
{
    private readonly BlockStore _store;
    private readonly ulong _client;
    private readonly Branch _text;
    private readonly Transaction _transaction;
    private readonly ListCursor _cursor;

    private TextEditing(Branch text, Transaction transaction, uint index)
    {
        _store = text.Write(transaction);
        _client = text.Document.Id;
        _text = text;
        _transaction = transaction;
        var length = _store.Types.Type(text.TypeIndex).Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, (ulong)length, nameof(index));
        _cursor = ListCursor.At(text, _store, index);
    }

    /// <summary>Inserts a string. Without attributes it takes those in force at the place.</summary>
    public static void Insert(Branch text, Transaction transaction, uint index, string value, Input? attributes)
    {
        ArgumentNullException.ThrowIfNull(value);
        var wanted = ReadAttributes(attributes);
        if (value.Length == 0)
        {
            _ = text.Write(transaction);
            return;
        }

        var editing = new TextEditing(text, transaction, index);
        var utf8 = Encoding.UTF8.GetBytes(value);
        editing.Insert(NewContent.Text(utf8, value.Length), wanted ?? ListCursor.Copy(editing._cursor.Attributes));
    }

    /// <summary>Inserts an object that counts as one unit. Without attributes it has none.</summary>
    public static int InsertEmbed(Branch text, Transaction transaction, uint index, Input content, Input? attributes)
    {
        ArgumentNullException.ThrowIfNull(content);
        var wanted = ReadAttributes(attributes) ?? new OrderedDictionary<string, Output>(StringComparer.Ordinal);
        var editing = new TextEditing(text, transaction, index);
        return editing.Insert(NewBlocks.Embed(text.Document, content), wanted, content);
    }

    /// <summary>Several changes from left to right in one pass. Strings without attributes have none.</summary>
    public static void ApplyDelta(Branch text, Transaction transaction, IEnumerable<DeltaStep> delta)
    {
        var editing = new TextEditing(text, transaction, index: 0);
        foreach (var step in delta)
        {
            var wanted = ReadAttributes(step.Attributes) ?? new OrderedDictionary<string, Output>(StringComparer.Ordinal);
            if (step.Text is { Length: > 0 } value)
            {
                editing.Insert(NewContent.Text(Encoding.UTF8.GetBytes(value), value.Length), wanted);
            }
            else if (step.Embed is { } embed)
            {
                editing.Insert(NewBlocks.Embed(text.Document, embed), wanted, embed);
            }
            else if (step.Retain > 0)
            {
                editing.Format(step.Retain, wanted);
            }
            else if (step.Delete > 0)
            {
                editing.Remove(step.Delete);
            }
        }
    }

    public static void Remove(Branch text, Transaction transaction, uint index, uint length)
    {
        RequireRange(text, transaction, index, length);
        if (length > 0)
        {
            new TextEditing(text, transaction, index).Remove(length);
        }
    }

    public static void Format(Branch text, Transaction transaction, uint index, uint length, Input attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var wanted = ReadAttributes(attributes)!;
        RequireRange(text, transaction, index, length);
        if (length > 0)
        {
            var editing = new TextEditing(text, transaction, index);
            if (editing._cursor.Right != BlockStore.None)
            {
                editing.Format(length, wanted);
            }
        }
    }

    private static void RequireRange(Branch text, Transaction transaction, uint index, uint length)
    {
        var total = (ulong)text.Write(transaction).Types.Type(text.TypeIndex).Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, total);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, total - index);
    }

    private static OrderedDictionary<string, Output>? ReadAttributes(Input? attributes)
    {
        if (attributes is null)
        {
            return null;
        }

        return attributes is { IsPlain: true, PlainValue.Tag: OutputTag.JsonObject }
            ? new OrderedDictionary<string, Output>(attributes.PlainValue.JsonObject, StringComparer.Ordinal)
            : throw new ArgumentException("Attributes are a plain object: Input.Object.", nameof(attributes));
    }

    private int Insert(scoped NewContent content, OrderedDictionary<string, Output> wanted, Input? filling = null)
    {
        foreach (var (key, _) in _cursor.Attributes)
        {
            if (!wanted.TryGetValue(key, out var value) || value.Undefined)
            {
                wanted[key] = Output.NullValue;
            }
        }

        SkipWhatIsWanted(wanted);
        var closing = InsertMarks(wanted);
        _cursor.Insert(_client, content);
        var row = _cursor.Right;
        if (filling is not null)
        {
            NewBlocks.Fill(_text.Document, _transaction, row, filling);
        }

        _cursor.Forward();
        CloseMarks(closing);
        _cursor.Remember();
        return row;
    }

    private void Format(long length, OrderedDictionary<string, Output> wanted)
    {
        SkipWhatIsWanted(wanted);
        var closing = InsertMarks(wanted);
        while (_cursor.Right != BlockStore.None && (length > 0 || (closing.Count > 0 && IsInvisible(_cursor.Right))))
        {
            if (!_store.Row(_cursor.Right).IsDeleted && !TryPass(wanted, closing, ref length))
            {
                break;
            }

            _cursor.Forward();
        }

        // Editors assume a line break at the end that is not there; formatting it (as a delta may) makes it real.
        if (length > 0)
        {
            _cursor.Insert(_client, NewContent.Text(Encoding.UTF8.GetBytes(new string('\n', (int)length)), (int)length));
            _cursor.Forward();
        }

        CloseMarks(closing);
        _cursor.Remember();
    }

    /// <summary>One visible block of the range being formatted; false when it is where formatting ends.</summary>
    private bool TryPass(OrderedDictionary<string, Output> wanted, OrderedDictionary<string, Output> closing, ref long length)
    {
        var row = _cursor.Right;
        if (_store.Row(row).Kind != ContentKind.Format)
        {
            _cursor.SplitRight(length);
            length -= _store.LengthOf(row);
            return true;
        }

        var key = FormatMarks.KeyOf(_store, row);
        var value = _cursor.MarkValue(row);
        if (!wanted.TryGetValue(key, out var attribute) || attribute.Undefined)
        {
            return true;
        }

        if (FlatEquality.AreEqual(attribute, value))
        {
            closing.Remove(key);
        }
        else if (length == 0)
        {
            return false;
        }
        else
        {
            closing[key] = value;
        }

        Deletion.Delete(_store, row);
        return true;
    }

    private void Remove(long length)
    {
        var before = ListCursor.Copy(_cursor.Attributes);
        var start = _cursor.Right;
        while (length > 0 && _cursor.Right != BlockStore.None)
        {
            ref var block = ref _store.Row(_cursor.Right);
            if (!block.IsDeleted && block.IsCountable)
            {
                _cursor.SplitRight(length);
                length -= _store.LengthOf(_cursor.Right);
                Deletion.Delete(_store, _cursor.Right);
            }

            _cursor.Forward();
        }

        if (start != BlockStore.None)
        {
            MarkCleanup.CleanGap(_cursor, start, before);
        }

        _cursor.Remember();
    }

    /// <summary>Steps over tombstones and marks that set what is wanted anyway.</summary>
    private void SkipWhatIsWanted(OrderedDictionary<string, Output> wanted)
    {
        while (_cursor.Right != BlockStore.None)
        {
            ref var block = ref _store.Row(_cursor.Right);
            if (!block.IsDeleted
                && (block.Kind != ContentKind.Format
                    || !FlatEquality.AreEqual(
                        wanted.GetValueOrDefault(FormatMarks.KeyOf(_store, _cursor.Right), Output.NullValue),
                        _cursor.MarkValue(_cursor.Right))))
            {
                return;
            }

            _cursor.Forward();
        }
    }

    /// <summary>Opens the marks that are missing; returns the values to go back to behind the insertion.</summary>
    private OrderedDictionary<string, Output> InsertMarks(OrderedDictionary<string, Output> wanted)
    {
        var closing = new OrderedDictionary<string, Output>(StringComparer.Ordinal);
        foreach (var (key, value) in wanted)
        {
            var current = _cursor.Attributes.GetValueOrDefault(key, Output.NullValue);
            if (!FlatEquality.AreEqual(current, value))
            {
                closing[key] = current;
                _cursor.InsertMark(_client, key, value);
            }
        }

        return closing;
    }

    /// <summary>Goes back to the former values, except where the marks that follow do so already.</summary>
    private void CloseMarks(OrderedDictionary<string, Output> closing)
    {
        while (_cursor.Right != BlockStore.None)
        {
            ref var block = ref _store.Row(_cursor.Right);
            if (!block.IsDeleted)
            {
                if (block.Kind != ContentKind.Format)
                {
                    break;
                }

                var key = FormatMarks.KeyOf(_store, _cursor.Right);
                if (!closing.TryGetValue(key, out var value) || !FlatEquality.AreEqual(value, _cursor.MarkValue(_cursor.Right)))
                {
                    break;
                }

                closing.Remove(key);
            }

            _cursor.Forward();
        }

        foreach (var (key, value) in closing)
        {
            _cursor.InsertMark(_client, key, value);
        }
    }

    private bool IsInvisible(int row)
    {
        ref var block = ref _store.Row(row);
        return block.IsDeleted || block.Kind == ContentKind.Format;
    }
}
