using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>
/// How a text changed. One pass over its blocks keeps three sets of attributes: those in force now, the values marks had before the
/// transaction, and what the transaction did to the formatting of the units being passed.
/// </summary>
internal sealed class TextChanges
{
    private readonly Branch _text;
    private readonly CommittedBlocks _committed;
    private readonly BlockStore _store;
    private readonly List<EventDelta> _steps = [];
    private readonly OrderedDictionary<string, Output> _current = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Output> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Output> _former = new(StringComparer.Ordinal);
    private readonly StringBuilder _inserted = new();
    private EventDeltaTag _tag = EventDeltaTag.Retain;
    private long _length;

    private TextChanges(Branch text, CommittedBlocks committed)
    {
        _text = text;
        _committed = committed;
        _store = committed.Store;
    }

    public static EventDeltas Read(Branch text, CommittedBlocks committed)
    {
        var changes = new TextChanges(text, committed);
        for (var row = changes._store.FirstOf(text.TypeIndex); row != BlockStore.None; row = changes._store.Row(row).Right)
        {
            switch (changes._store.Row(row).Kind)
            {
                case ContentKind.String or ContentKind.Embed or ContentKind.Type:
                    changes.PassUnits(row);
                    break;
                case ContentKind.Format:
                    changes.PassMark(row);
                    break;
            }
        }

        changes.Flush();
        return new EventDeltas(changes.WithoutLastRetains());
    }

    private void PassUnits(int row)
    {
        ref var block = ref _store.Row(row);
        if (block.IsDeleted)
        {
            if (!_committed.Adds(row) && _committed.Deletes(row))
            {
                Step(EventDeltaTag.Remove, UnitsOf(row));
            }
        }
        else if (!_committed.Adds(row))
        {
            Step(EventDeltaTag.Retain, UnitsOf(row));
        }
        else if (block.Kind == ContentKind.String)
        {
            Step(EventDeltaTag.Add, UnitsOf(row));
            _inserted.Append(BlockValues.TextOf(_store, row));
        }
        else
        {
            Flush();
            _steps.Add(new EventDelta(EventDeltaTag.Add, 1, BlockValues.Last(_text.Document, row), CurrentAttributes()));
        }
    }

    private void PassMark(int row)
    {
        var key = FormatMarks.KeyOf(_store, row);
        var value = _text.MarkValues.Of(_store, row);
        var isPointless = false;
        if (_committed.Adds(row))
        {
            isPointless = !_store.Row(row).IsDeleted && !Opened(key, value);
        }
        else if (_committed.Deletes(row))
        {
            Closed(key, value);
        }
        else if (!_store.Row(row).IsDeleted)
        {
            isPointless = !Kept(key, value);
        }

        // Yjs deletes pointless marks while it computes the change. An event of ours only looks; it reads on as if they were gone.
        if (_store.Row(row).IsDeleted || isPointless)
        {
            return;
        }

        if (_tag == EventDeltaTag.Add)
        {
            Flush();
        }

        FormatMarks.Apply(key, value, _current);
    }

    /// <summary>A new mark. False if it sets what holds already.</summary>
    private bool Opened(string key, Output value)
    {
        if (FlatEquality.AreEqual(ValueOf(_current, key), value))
        {
            return value.Null;
        }

        FlushRetain();
        if (FlatEquality.AreEqual(value, _former.GetValueOrDefault(key, Output.NullValue)))
        {
            _changed.Remove(key);
        }
        else
        {
            _changed[key] = value;
        }

        return true;
    }

    /// <summary>A mark the transaction deleted.</summary>
    private void Closed(string key, Output value)
    {
        _former[key] = value;
        var current = ValueOf(_current, key);
        if (!FlatEquality.AreEqual(current, value))
        {
            FlushRetain();
            _changed[key] = current;
        }
    }

    /// <summary>A mark that was there before. False if the transaction has made it superfluous.</summary>
    private bool Kept(string key, Output value)
    {
        _former[key] = value;
        if (!_changed.TryGetValue(key, out var changed))
        {
            return true;
        }

        if (FlatEquality.AreEqual(changed, value))
        {
            return changed.Null;
        }

        FlushRetain();
        if (value.Null)
        {
            _changed.Remove(key);
        }
        else
        {
            _changed[key] = value;
        }

        return true;
    }

    private static Output ValueOf(OrderedDictionary<string, Output> attributes, string key) =>
        attributes.GetValueOrDefault(key, Output.NullValue);

    private void Step(EventDeltaTag tag, long units)
    {
        if (tag != _tag)
        {
            Flush();
            _tag = tag;
        }

        _length += units;
    }

    private long UnitsOf(int row) => TextUnits.Of(_store, row, _text.Document.Options.Encoding);

    private void FlushRetain()
    {
        if (_tag == EventDeltaTag.Retain)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_length > 0)
        {
            var insert = _tag == EventDeltaTag.Add ? new Output(_inserted.ToString()) : null;
            var attributes = _tag switch
            {
                EventDeltaTag.Add => CurrentAttributes(),
                EventDeltaTag.Retain => Frozen(_changed),
                _ => Frozen([]),
            };
            _steps.Add(new EventDelta(_tag, checked((uint)_length), insert, attributes));
        }

        _length = 0;
        _inserted.Clear();
    }

    private JsonObject CurrentAttributes() => Frozen(_current);

    private static JsonObject Frozen(OrderedDictionary<string, Output> attributes) =>
        new(new OrderedDictionary<string, Output>(attributes, StringComparer.Ordinal));

    private List<EventDelta> WithoutLastRetains()
    {
        while (_steps is [.., { Tag: EventDeltaTag.Retain, Attributes.Count: 0 }])
        {
            _steps.RemoveAt(_steps.Count - 1);
        }

        return _steps;
    }
}
