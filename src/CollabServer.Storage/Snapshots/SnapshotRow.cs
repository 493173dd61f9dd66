using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Checksums;
using CollabServer.Storage.Model;

namespace CollabServer.Storage.Snapshots;

/// <summary>Takes the state out of a row, or says what is wrong with it.</summary>
internal static class SnapshotRow
{
    /// <exception cref="CorruptSnapshotException"/>
    public static byte[] Open(DocumentSnapshot row)
    {
        if (RowChecksum.OfSnapshot(row.DocumentKey, row.Seq, row.StateBytes, row.State) != row.Checksum)
        {
            throw new CorruptSnapshotException(row.Id, row.Seq, "The state does not match its checksum.");
        }

        return SnapshotCompression.TryDecompress(row.State, row.StateBytes)
            ?? throw new CorruptSnapshotException(row.Id, row.Seq, $"The state does not decompress to {row.StateBytes} bytes.");
    }

    public static bool IsIntact(DocumentSnapshot row)
    {
        try
        {
            Open(row);
            return true;
        }
        catch (CorruptSnapshotException)
        {
            return false;
        }
    }
}
