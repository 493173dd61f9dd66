namespace CollabServer.Documents.Actor;

/// <summary>
/// Edits that wait while a restore takes its safety copy, so that the copy is exactly what the restore replaces. Everything else
/// (presence, reading, acknowledgements) goes on.
/// </summary>
internal sealed class HeldEdits(long maxBytes)
{
    private readonly Queue<(long Bytes, Action Apply)> _held = new();

    public bool IsHolding { get; set; }

    /// <summary>A new edit has to wait: for the restore, or behind others that do.</summary>
    public bool MustWait => IsHolding || _held.Count > 0;

    public long Bytes { get; private set; }

    /// <summary>Applies an edit later and in order. False when too much waits already.</summary>
    public bool TryHold(long bytes, Action apply)
    {
        if (Bytes + bytes > maxBytes)
        {
            return false;
        }

        Bytes += bytes;
        _held.Enqueue((bytes, apply));
        return true;
    }

    /// <summary>Applies what was held, unless it still must wait.</summary>
    public void Settle()
    {
        while (!IsHolding && _held.TryDequeue(out var edit))
        {
            Bytes -= edit.Bytes;
            edit.Apply();
        }
    }
}
