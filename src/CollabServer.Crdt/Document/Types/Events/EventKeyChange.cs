using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The change of one key.</summary>
public sealed class EventKeyChange
{
    internal EventKeyChange(string key, EventKeyChangeTag tag, Output? oldValue, Output? newValue)
    {
        Key = key;
        Tag = tag;
        OldValue = oldValue;
        NewValue = newValue;
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>What happened to it.</summary>
    public EventKeyChangeTag Tag { get; }

    /// <summary>The value before the transaction, null if there was none. A shared type is gone: any use of it throws.</summary>
    public Output? OldValue { get; }

    /// <summary>The value after the transaction, null if there is none.</summary>
    public Output? NewValue { get; }
}
