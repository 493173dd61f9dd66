using CollabServer.Documents;
using CollabServer.Documents.Log;
using CollabServer.Storage.Checksums;

namespace CollabServer.Storage.Log;

/// <summary>Checks rows as they come from the database: each whole, none missing, the last one as new as the document's head says.</summary>
internal sealed class UpdateSequence(DocumentName document, long documentKey, long afterSeq, long throughSeq)
{
    private long _seq = afterSeq;

    /// <exception cref="CorruptLogException"/>
    public void Next(long seq, ReadOnlySpan<byte> update, uint checksum)
    {
        if (seq != _seq + 1)
        {
            throw new CorruptLogException(document, $"Update {_seq + 1} is missing; {seq} follows {_seq}.");
        }

        if (RowChecksum.OfUpdate(documentKey, seq, update) != checksum)
        {
            throw new CorruptLogException(document, $"Update {seq} does not match its checksum.");
        }

        _seq = seq;
    }

    /// <exception cref="CorruptLogException"/>
    public void End()
    {
        if (_seq < throughSeq)
        {
            throw new CorruptLogException(document, $"Updates {_seq + 1} to {throughSeq} are missing.");
        }
    }
}
