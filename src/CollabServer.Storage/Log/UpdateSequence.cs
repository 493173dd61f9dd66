using CollabServer.Documents;
using CollabServer.Documents.Log;
using CollabServer.Storage.Checksums;

namespace CollabServer.Storage.Log;

/// <summary>Checks rows as they come from the database: each whole, none missing, the last one as new as the document's head says.</summary>
internal sealed class UpdateSequence(DocumentName document, long documentKey, long afterSeq, long throughSeq)
{
    private long _seq = afterSeq;

    /// <summary>Rows are missing, unless they were thinned away since the head was read: look again before saying so.</summary>
    public bool Lacks(long seq) => seq != _seq + 1;

    /// <summary>The same at the end.</summary>
    public bool IsShort => _seq < throughSeq;

    /// <exception cref="CorruptLogException"/>
    public void Next(long seq, ReadOnlySpan<byte> update, uint checksum)
    {
        if (Lacks(seq))
        {
            throw Missing(through: seq - 1);
        }

        if (RowChecksum.OfUpdate(documentKey, seq, update) != checksum)
        {
            throw new CorruptLogException(document, seq, seq, $"entry {seq} does not match its checksum.");
        }

        _seq = seq;
    }

    /// <exception cref="CorruptLogException"/>
    public void End()
    {
        if (IsShort)
        {
            throw Missing(throughSeq);
        }
    }

    private CorruptLogException Missing(long through) =>
        new(document, _seq + 1, through, _seq + 1 == through ? $"entry {through} is missing." : $"entries {_seq + 1} to {through} are missing.");
}
