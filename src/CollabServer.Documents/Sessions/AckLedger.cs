namespace CollabServer.Documents.Sessions;

/// <summary>
/// Which updates of one session may be acknowledged. Acknowledgements are cumulative ("everything up to ref"), so updates are
/// acknowledged in the order of their refs, even when a large one that arrives in parts completes after a later small one.
/// </summary>
/// <remarks>
/// An entry becomes durable when the log has reached its position. An update that held nothing new gets the position of the newest
/// accepted update: what it repeats may still be on its way to the log, and until it is there "saved" would be a lie.
/// </remarks>
internal sealed class AckLedger
{
    private const long NotApplied = long.MaxValue;

    private readonly List<Entry> _entries = [];
    private ulong _lastOpened;
    private bool _refused;
    private int _applied;
    private ulong _announcedApplied;
    private ulong _announcedDurable;

    /// <summary>Everything up to this ref is in the document.</summary>
    public ulong AppliedRef { get; private set; }

    /// <summary>Everything up to this ref is in the log.</summary>
    public ulong DurableRef { get; private set; }

    /// <summary>Log position of the newest durable entry.</summary>
    public long DurablePosition { get; private set; }

    public bool IsWaiting => _entries.Count > 0;

    /// <summary>Takes note that the client has begun to send <paramref name="reference"/>. Ref 0 asks for no acknowledgement.</summary>
    /// <returns>False when refs do not rise, which would make cumulative acknowledgements meaningless.</returns>
    public bool TryOpen(ulong reference)
    {
        if (reference == 0)
        {
            return true;
        }

        if (reference <= _lastOpened)
        {
            return false;
        }

        _lastOpened = reference;
        if (!_refused)
        {
            _entries.Add(new Entry(reference, NotApplied));
        }

        return true;
    }

    /// <summary>The update is in the document; it is durable when the log has reached <paramref name="position"/>.</summary>
    public void Applied(ulong reference, long position)
    {
        if (reference == 0)
        {
            return;
        }

        // Nearly always the last entry: only updates in parts complete out of order.
        var index = _entries.FindLastIndex(entry => entry.Reference == reference);
        if (index < 0)
        {
            return;
        }

        _entries[index] = new Entry(reference, position);
        if (index > 0 && _entries[index - 1].Position == position)
        {
            // A flood of updates that hold nothing new must not grow the ledger.
            _entries.RemoveAt(index - 1);
            if (index <= _applied)
            {
                AppliedRef = reference;
            }
        }

        while (_applied < _entries.Count && _entries[_applied].Position != NotApplied)
        {
            AppliedRef = _entries[_applied++].Reference;
        }
    }

    /// <summary>The update was refused: nothing from it on will ever be acknowledged in this session.</summary>
    public void Refused(ulong reference)
    {
        if (reference == 0 || _refused)
        {
            return;
        }

        _refused = true;
        var index = _entries.FindIndex(entry => entry.Reference >= reference);
        if (index >= 0)
        {
            _entries.RemoveRange(index, _entries.Count - index);
        }
    }

    /// <summary>The log has reached <paramref name="durablePosition"/>.</summary>
    public void Advance(long durablePosition)
    {
        var count = 0;
        while (count < _applied && _entries[count].Position <= durablePosition)
        {
            DurableRef = _entries[count].Reference;
            DurablePosition = Math.Max(DurablePosition, _entries[count].Position);
            count++;
        }

        _entries.RemoveRange(0, count);
        _applied -= count;
    }

    /// <summary>True once for every change of the two refs.</summary>
    public bool TakeNews()
    {
        if (AppliedRef == _announcedApplied && DurableRef == _announcedDurable)
        {
            return false;
        }

        (_announcedApplied, _announcedDurable) = (AppliedRef, DurableRef);
        return true;
    }

    private readonly record struct Entry(ulong Reference, long Position);
}
