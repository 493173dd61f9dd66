namespace CollabServer.Sockets;

/// <summary>
/// The frames that wait for one socket, bounded in bytes. One reply larger than the bound may wait at a time, beside the ordinary frames: the
/// first sync of a large document must be able to leave, and what others write meanwhile is no reason to call the newcomer slow.
/// Not thread-safe.
/// </summary>
internal struct OutgoingQueue(long limitBytes)
{
    private Queue<ReadOnlyMemory<byte>>? _frames;
    private long _bytes;
    private long _largeReplyFrames;
    private long _largeReplyBytes;

    public readonly bool IsEmpty => _frames is not { Count: > 0 };

    /// <summary>False when the frames do not fit, and then none of them was taken.</summary>
    /// <param name="from">Index of the first frame to take.</param>
    public bool TryEnqueue(IReadOnlyList<ReadOnlyMemory<byte>> frames, int from)
    {
        var added = 0L;
        for (var i = from; i < frames.Count; i++)
        {
            added += frames[i].Length;
        }

        if (added > limitBytes)
        {
            if (_largeReplyFrames > 0 || _bytes > limitBytes)
            {
                return false;
            }

            // Everything up to the end of the reply leaves before the frames that come after it are counted.
            _largeReplyFrames = (_frames?.Count ?? 0) + frames.Count - from;
            _largeReplyBytes = _bytes + added;
        }
        else if (_bytes - _largeReplyBytes + added > limitBytes)
        {
            return false;
        }

        _frames ??= new Queue<ReadOnlyMemory<byte>>();
        for (var i = from; i < frames.Count; i++)
        {
            _frames.Enqueue(frames[i]);
        }

        _bytes += added;
        return true;
    }

    public ReadOnlyMemory<byte> Dequeue()
    {
        var frame = _frames!.Dequeue();
        _bytes -= frame.Length;
        if (_largeReplyFrames > 0)
        {
            _largeReplyFrames--;
            _largeReplyBytes -= frame.Length;
        }

        return frame;
    }

    /// <summary>Forgets everything and gives its memory back.</summary>
    public void Clear() => (_frames, _bytes, _largeReplyFrames, _largeReplyBytes) = (null, 0, 0, 0);
}
