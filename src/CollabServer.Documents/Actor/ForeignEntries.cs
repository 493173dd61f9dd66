using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Log;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Entries of the log that somebody else wrote: another process, or a dead one whose transaction was still under way when this document was
/// loaded. They show as a gap in front of what was just committed, are read, applied and broadcast. Until then nothing that needs the
/// document to be what its log says goes on (versions, restores, answers to commands).
/// </summary>
internal sealed class ForeignEntries(ActorState state, Fanout fanout, DocumentSize size, Quarantining quarantining)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Queue<(long First, long Last)> _gaps = new();
    private bool _isReading;
    private int _failures;
    private DateTimeOffset _notBefore;

    /// <summary>When <see cref="Settle"/> has something to do.</summary>
    public DateTimeOffset? Deadline => _isReading || _gaps.Count == 0 ? null : _notBefore;

    /// <summary>The newest entry up to which the document lacks nothing.</summary>
    public long CompleteThrough => _gaps.TryPeek(out var gap) ? gap.First - 1 : state.Marks.DurableSeq;

    public void Found(long firstSeq, long lastSeq)
    {
        _gaps.Enqueue((firstSeq, lastSeq));
        state.Waits.IsHeld = true;
        state.Emit(new DocumentEvent.ForeignEntries(firstSeq, lastSeq));
    }

    public void Settle()
    {
        if (Deadline <= state.Now)
        {
            _isReading = true;
            var (first, last) = _gaps.Peek();
            state.Emit(new ReadEntries(first, last));
        }
    }

    public void Read(EntriesRead read)
    {
        (_isReading, _failures) = (false, 0);
        var (first, last) = _gaps.Dequeue();
        if (read.Entries[0].Seq != first || read.Entries[^1].Seq > last)
        {
            throw new InvalidOperationException($"Entries {read.Entries[0].Seq}–{read.Entries[^1].Seq} were read, {first}–{last} were asked for.");
        }

        Apply(read.Entries);
        if (read.Entries[^1].Seq < last)
        {
            // The rest of this gap comes before the gaps behind it.
            var behind = _gaps.ToArray();
            _gaps.Clear();
            _gaps.Enqueue((read.Entries[^1].Seq + 1, last));
            Array.ForEach(behind, _gaps.Enqueue);
        }

        LetGo();
    }

    /// <summary>Tried again for ever, unless trying is pointless.</summary>
    /// <exception cref="InvalidOperationException">The entries are gone: this copy has to be loaded anew.</exception>
    public void Failed(EntriesNotRead failed)
    {
        _isReading = false;
        switch (failed.Error)
        {
            case ThinnedHistoryException or LogShortenedException:
                throw new InvalidOperationException("This copy cannot be completed from the log.", failed.Error);
            case CorruptLogException:
                quarantining.Consider(failed.Error);
                _gaps.Clear();
                LetGo();
                break;
            default:
                var pause = FirstPause * Math.Pow(2, Math.Min(_failures++, 20));
                _notBefore = state.Now + (pause < LongestPause ? pause : LongestPause);
                break;
        }
    }

    private void Apply(IReadOnlyList<LoggedUpdate> entries)
    {
        var news = new List<ReadOnlyMemory<byte>>();
        foreach (var entry in entries)
        {
            if (state.Replica.ApplyStored(entry.Update.Span))
            {
                size.Grow(entry.Update.Length);
                news.Add(entry.Update);
            }
        }

        foreach (var message in news.Count == 0 ? [] : UpdateAcceptance.Messages(news))
        {
            fanout.ToEverybody(new ServerUpdate(message));
        }
    }

    private void LetGo()
    {
        if (_gaps.Count == 0)
        {
            state.Waits.IsHeld = false;
            state.Waits.Release();
        }
    }
}
