using System.ComponentModel.DataAnnotations;

namespace CollabServer.Documents.Limits;

/// <summary>How much one client, one document and the process may hold. Sizes are in bytes.</summary>
public sealed class DocumentLimits : IValidatableObject
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    /// <summary>Largest WebSocket message. Enforced by the socket layer. Default 1 MiB.</summary>
    [Range(16 * KiB, 1024 * MiB)]
    public int MaxMessageBytes { get; set; } = MiB;

    /// <summary>
    /// Largest WebSocket message of a dialect that cannot cut its first sync into parts (y-websocket's answer to our state vector).
    /// Enforced by the socket layer. Default 16 MiB.
    /// </summary>
    [Range(16 * KiB, 1024 * MiB)]
    public int MaxWholeSyncBytes { get; set; } = 16 * MiB;

    /// <summary>
    /// Messages above 4 KiB that are arriving or wait for their document, of all sockets of the process together; above it such messages are
    /// refused with <c>overloaded</c>. Enforced by the socket layer. Default 256 MiB.
    /// </summary>
    [Range(64 * KiB, 65536L * MiB)]
    public long MaxReceivingBytes { get; set; } = 256 * MiB;

    /// <summary>Largest slice of an update that native clients are told to send as one sync-part. Default 256 KiB.</summary>
    [Range(KiB, 16 * MiB)]
    public int MaxSyncPartBytes { get; set; } = 256 * KiB;

    /// <summary>Largest update, also when it arrives in parts. Default 16 MiB.</summary>
    [Range(KiB, 1024 * MiB)]
    public long MaxUpdateBytes { get; set; } = 16 * MiB;

    /// <summary>Unfinished sync parts of all sessions of a document together. Default 64 MiB.</summary>
    [Range(KiB, 4096L * MiB)]
    public long MaxPartialBytes { get; set; } = 64 * MiB;

    /// <summary>Size of a document as one update, above which it takes no more edits. Default 100 MiB.</summary>
    [Range(KiB, 4096L * MiB)]
    public long MaxDocumentBytes { get; set; } = 100 * MiB;

    /// <summary>Updates that wait for others they depend on, per document. What is stored already may be more. Default 1 MiB.</summary>
    [Range(0, 1024 * MiB)]
    public long MaxPendingBytes { get; set; } = MiB;

    /// <summary>
    /// Memory of accepted updates of one document that are not in the log yet, their bytes and 256 more for each; above it updates are refused. One update
    /// is taken however large it is. Default 32 MiB.
    /// </summary>
    [Range(KiB, 4096L * MiB)]
    public long MaxUnsavedBytes { get; set; } = 32 * MiB;

    /// <summary>The same for all documents of the process together. Default 256 MiB.</summary>
    [Range(KiB, 65536L * MiB)]
    public long MaxTotalUnsavedBytes { get; set; } = 256 * MiB;

    /// <summary>Sessions in one document. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSessionsPerDocument { get; set; } = 5_000;

    /// <summary>Frames waiting for one slow reader before it is closed. Enforced by the outbox; a single larger reply passes. Default 1 MiB.</summary>
    [Range(16 * KiB, 1024 * MiB)]
    public int MaxOutgoingBytes { get; set; } = MiB;

    /// <summary>One presence state. Default 4 KiB.</summary>
    [Range(64, MiB)]
    public int MaxAwarenessStateBytes { get; set; } = 4 * KiB;

    /// <summary>Client ids a session may show presence for. Default 4.</summary>
    [Range(1, 1_000)]
    public int MaxAwarenessIdsPerSession { get; set; } = 4;

    /// <summary>
    /// One awareness message of a native client. Clients of y-websocket repeat what they hear of others, a full room when they join: for
    /// them only the size of a message counts. Default 64 KiB.
    /// </summary>
    [Range(KiB, 16 * MiB)]
    public int MaxAwarenessBytes { get; set; } = 64 * KiB;

    /// <summary>One application message. Default 64 KiB.</summary>
    [Range(KiB, 16 * MiB)]
    public int MaxApplicationMessageBytes { get; set; } = 64 * KiB;

    /// <summary>Messages of all sessions waiting for one document before their sockets are no longer read. A count. Default 256.</summary>
    [Range(1, 65_536)]
    public int MailboxCapacity { get; set; } = 256;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (MaxSyncPartBytes > MaxMessageBytes - KiB)
        {
            yield return new ValidationResult($"A sync part of {nameof(MaxSyncPartBytes)} and its frame do not fit into {nameof(MaxMessageBytes)}.");
        }

        if (Math.Max(MaxMessageBytes, MaxWholeSyncBytes) >= MaxReceivingBytes)
        {
            yield return new ValidationResult($"{nameof(MaxReceivingBytes)} must exceed {nameof(MaxMessageBytes)} and {nameof(MaxWholeSyncBytes)}.");
        }

        if (MaxUpdateBytes > MaxUnsavedBytes || MaxUnsavedBytes > MaxTotalUnsavedBytes)
        {
            yield return new ValidationResult(
                $"{nameof(MaxUpdateBytes)} must not exceed {nameof(MaxUnsavedBytes)}, nor that {nameof(MaxTotalUnsavedBytes)}.");
        }

        if (MaxUpdateBytes > MaxPartialBytes)
        {
            yield return new ValidationResult($"{nameof(MaxUpdateBytes)} must not exceed {nameof(MaxPartialBytes)}: an update in parts would never be whole.");
        }

        if (MaxMessageBytes > MaxWholeSyncBytes)
        {
            yield return new ValidationResult($"{nameof(MaxMessageBytes)} must not exceed {nameof(MaxWholeSyncBytes)}.");
        }

        if (MaxApplicationMessageBytes > MaxMessageBytes)
        {
            yield return new ValidationResult($"{nameof(MaxApplicationMessageBytes)} must not exceed {nameof(MaxMessageBytes)}.");
        }

        if (MaxAwarenessStateBytes > MaxAwarenessBytes || MaxAwarenessBytes > MaxMessageBytes)
        {
            yield return new ValidationResult(
                $"{nameof(MaxAwarenessStateBytes)} must not exceed {nameof(MaxAwarenessBytes)}, nor that {nameof(MaxMessageBytes)}.");
        }
    }
}
