namespace CollabServer.LoadTool.Edits;

/// <summary>
/// One client id that types: every edit appends a fixed number of characters to what it typed before, so edit <c>n</c> owns the clocks
/// from <c>n × length</c> on and any receiver can tell from the clocks which edits it has seen. The encoder knows nothing of documents:
/// each update is written from a template.
/// </summary>
/// <remarks>
/// The times at which edits were due are kept for receivers to subtract. Written before the edit is sent and read after it arrived
/// through a socket, so the ring needs no lock.
/// </remarks>
internal sealed class EditAuthor(ulong clientId, int editLength, int ringSize)
{
    private static ReadOnlySpan<byte> RootName => "text"u8;

    private const int PresenceRingSize = 4096;

    private readonly long[] _dueAt = new long[ringSize];
    private readonly byte[] _update = new byte[64 + editLength];
    private long[] _presenceDueAt = [];
    private ulong _presenceClock;

    public ulong ClientId => clientId;

    public int EditLength => editLength;

    /// <summary>Edits made so far.</summary>
    public long Made { get; private set; }

    /// <summary>When an edit was due, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long DueAt(long edit) => Volatile.Read(ref _dueAt[edit % ringSize]);

    /// <summary>The clock of the next presence state.</summary>
    public ulong NextPresence(long dueAt)
    {
        if (_presenceDueAt.Length == 0)
            Volatile.Write(ref _presenceDueAt, new long[PresenceRingSize]);
        var clock = ++_presenceClock;
        Volatile.Write(ref _presenceDueAt[clock % PresenceRingSize], dueAt);
        return clock;
    }

    public long PresenceDueAt(ulong clock) => Volatile.Read(ref Volatile.Read(ref _presenceDueAt)[clock % PresenceRingSize]);

    /// <summary>The V1 update of the next edit; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(long dueAt)
    {
        var clock = (ulong)Made * (ulong)editLength;
        Volatile.Write(ref _dueAt[Made % ringSize], dueAt);
        Made++;

        var at = 0;
        _update[at++] = 1; // one client
        _update[at++] = 1; // one struct
        Varint.Write(_update, ref at, clientId);
        Varint.Write(_update, ref at, clock);
        if (clock == 0)
        {
            _update[at++] = 0x04; // string, neither origin: the parent is named
            _update[at++] = 1;
            Varint.Write(_update, ref at, (ulong)RootName.Length);
            RootName.CopyTo(_update.AsSpan(at));
            at += RootName.Length;
        }
        else
        {
            _update[at++] = 0x84; // string with origin: the character typed before
            Varint.Write(_update, ref at, clientId);
            Varint.Write(_update, ref at, clock - 1);
        }
        Varint.Write(_update, ref at, (ulong)editLength);
        _update.AsSpan(at, editLength).Fill((byte)('a' + (Made % 26)));
        at += editLength;
        _update[at++] = 0; // nothing deleted
        return _update.AsSpan(0, at);
    }
}
