using System.Diagnostics;
using CollabServer.LoadTool.Dialects;
using CollabServer.LoadTool.Edits;
using CollabServer.LoadTool.Measurements;
using CollabServer.LoadTool.Sockets;

namespace CollabServer.LoadTool.Clients;

/// <summary>
/// One editor: joins a document, types as its author when told to, and keeps per other author how far it has seen. Everything that
/// arrives is handled on the thread that received it.
/// </summary>
internal sealed class LoadClient : IConversation, IClockRanges, IDisposable
{
    private readonly WebSocketConnection _connection = new();
    private readonly FrameBatch _replies = new();
    private readonly FrameBatch _outgoing = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoadDialect _dialect;
    private readonly LoadDocument _document;
    private readonly Measurement _measurement;
    private readonly int _index;
    private readonly ulong[] _seen;
    private readonly Dictionary<ulong, ulong> _foreign = [];
    private readonly PresenceWatch _presence;
    private Task _receiving = Task.CompletedTask;
    private MemoryStream? _parts;
    private long _now;
    private ulong _appliedUpTo;
    private ulong _durableUpTo;
    private TaskCompletionSource? _stopped;

    public LoadClient(LoadDialect dialect, LoadDocument document, int index, Measurement measurement)
    {
        (_dialect, _document, _index, _measurement) = (dialect, document, index, measurement);
        _seen = new ulong[document.Authors.Count];
        _presence = new PresenceWatch(document);
    }

    public string Document => _document.Name;

    public ulong ClientId => Author.ClientId;

    public ulong FirstClientId => _document.FirstClientId;

    public EditAuthor Author => _document.Authors[_index];

    /// <summary>Clocks of authors that are not part of the load: what the document held before.</summary>
    public ulong ForeignClocks { get; private set; }

    /// <summary>Updates the server has confirmed as durable, or confirmed at all where the dialect has one word for it.</summary>
    public ulong Acknowledged => Volatile.Read(ref _durableUpTo);

    public int CloseCode => _connection.CloseCode;

    public string CloseReason => _connection.CloseReason;

    /// <summary>Completes when the answer to the first sync request has been read.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Ends when the server has closed or the client was disposed; throws what went wrong while reading.</summary>
    public Task Completion => _receiving;

    /// <summary>Called with author and number of new edits of that author, on the receiving thread.</summary>
    public Action<int, int>? EditsSeen { get; set; }

    /// <summary>Called whenever <see cref="ForeignClocks"/> has grown.</summary>
    public Action<ulong>? ForeignSeen { get; set; }

    public long EditsSeenOf(int author) => (long)(_seen[author] / (ulong)_document.EditLength);

    /// <summary>Connects, says hello, asks for the document; does not wait for it.</summary>
    public async Task ConnectAsync(Uri server, CancellationToken ct)
    {
        await _connection.ConnectAsync(_dialect.Address(server, Document), _dialect.Subprotocol, ct);
        _receiving = ReceiveAsync();
        var opening = new FrameBatch();
        _dialect.WriteOpening(opening, this);
        await _connection.SendAsync(opening.Frames);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await _connection.ReceiveAsync(OnMessageAsync, WaitWhileStoppedAsync);
            _synced.TrySetException(new IOException($"closed with {CloseCode} {CloseReason} before the first sync ended"));
        }
        catch (Exception e)
        {
            _synced.TrySetException(e);
            throw;
        }
    }

    /// <summary>Stops reading from the socket until <see cref="ResumeReading"/>.</summary>
    public void StopReading() => Volatile.Write(ref _stopped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void ResumeReading()
    {
        var stopped = Volatile.Read(ref _stopped);
        Volatile.Write(ref _stopped, null);
        stopped?.TrySetResult();
    }

    private ValueTask WaitWhileStoppedAsync() => Volatile.Read(ref _stopped) is { } stopped ? new ValueTask(stopped.Task) : ValueTask.CompletedTask;

    /// <summary>Sends the author's next edit. Called from the pacing thread alone.</summary>
    public void SendEdit(long dueAt)
    {
        AddEdit(dueAt);
        _connection.Send(_outgoing.Frames.Span);
        _outgoing.Clear();
    }

    /// <summary>Puts the author's next edit into the batch of <see cref="FlushAsync"/>.</summary>
    public void AddEdit(long dueAt)
    {
        var update = Author.Next(dueAt);
        _dialect.WriteUpdate(_outgoing, Document, (ulong)Author.Made, update);
    }

    /// <summary>Puts an update made elsewhere into the batch of <see cref="FlushAsync"/>.</summary>
    public void AddUpdate(ulong number, ReadOnlySpan<byte> update) => _dialect.WriteUpdate(_outgoing, Document, number, update);

    public async ValueTask FlushAsync()
    {
        await _connection.SendAsync(_outgoing.Frames);
        _outgoing.Clear();
    }

    /// <summary>Sends a presence state. Called from the pacing thread alone.</summary>
    public void SendPresence(long dueAt)
    {
        _dialect.WriteAwareness(_outgoing, Document, _presence.Next(Author, dueAt));
        _connection.Send(_outgoing.Frames.Span);
        _outgoing.Clear();
    }

    private async ValueTask OnMessageAsync(ReadOnlyMemory<byte> message)
    {
        _now = Stopwatch.GetTimestamp();
        _measurement.Tally.CountMessage();
        _dialect.Read(message, this, _replies);
        if (_replies.IsEmpty)
            return;
        await _connection.SendAsync(_replies.Frames);
        _replies.Clear();
    }

    void IConversation.OnWelcome() => _dialect.WriteSyncRequest(_replies);

    void IConversation.OnSynced() => _synced.TrySetResult();

    byte[]? IConversation.JoinParts(ReadOnlySpan<byte> bytes, int part, int parts)
    {
        if (part == 0)
            _parts = new MemoryStream();
        _parts!.Write(bytes);
        return part == parts - 1 ? _parts.ToArray() : null;
    }

    void IConversation.OnUpdate(ReadOnlySpan<byte> update) => UpdateScanner.Scan(update, this);

    void IClockRanges.OnRange(ulong client, ulong clock, ulong length)
    {
        if (!_document.TryFindAuthor(client, out var author))
        {
            SeeForeign(client, clock + length);
            return;
        }
        var end = clock + length;
        var seen = _seen[author];
        if (end <= seen)
            return;
        _seen[author] = end;
        var first = (long)(seen / (ulong)_document.EditLength);
        var last = (long)(end / (ulong)_document.EditLength);
        if (author != _index)
            CountDeliveries(_document.Authors[author], first, last);
        EditsSeen?.Invoke(author, (int)(last - first));
    }

    // A joiner may be sent an edit twice, in the state and in the broadcast behind it: only what is new counts.
    private void SeeForeign(ulong client, ulong end)
    {
        var seen = _foreign.GetValueOrDefault(client);
        if (end <= seen)
            return;
        _foreign[client] = end;
        ForeignClocks += end - seen;
        ForeignSeen?.Invoke(ForeignClocks);
    }

    private void CountDeliveries(EditAuthor author, long first, long last)
    {
        var tally = _measurement.Tally;
        tally.CountDeliveries(last - first);
        for (var edit = first; edit < last; edit++)
        {
            var dueAt = author.DueAt(edit);
            if (_measurement.Includes(dueAt))
                tally.Delivery.Record(_now - dueAt);
        }
    }

    void IConversation.OnAwareness(ReadOnlySpan<byte> update) => _presence.OnUpdate(update, _index, _now, _measurement);

    void IConversation.OnAcknowledged(ulong applied, ulong durable)
    {
        var tally = _measurement.Tally;
        Record(tally.AckApplied, ref _appliedUpTo, applied);
        Record(tally.AckDurable, ref _durableUpTo, durable);
    }

    void IConversation.OnNextAcknowledged() => Record(_measurement.Tally.AckApplied, ref _durableUpTo, _durableUpTo + 1);

    private void Record(LatencyHistogram histogram, ref ulong upTo, ulong number)
    {
        // Numbers count from 1, edits from 0. Updates made elsewhere have numbers beyond the author's edits.
        for (var edit = (long)upTo; edit < Math.Min((long)number, Author.Made); edit++)
        {
            var dueAt = Author.DueAt(edit);
            if (_measurement.Includes(dueAt))
                histogram.Record(_now - dueAt);
        }
        Volatile.Write(ref upTo, Math.Max(upTo, number));
    }

    public void Dispose() => _connection.Dispose();
}
