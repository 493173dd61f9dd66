using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>Taking in updates.</content>
public sealed partial class Transaction
{
    /// <summary>
    /// Applies an update. What refers to something that is not here yet is kept and applied when that arrives.
    /// </summary>
    /// <exception cref="MalformedUpdateException">
    /// The bytes are no update, or cross one of the document's <see cref="UpdateLimits"/>; the document is as before. The only exception about bytes.
    /// </exception>
    /// <exception cref="YDotNetException">This transaction can only read.</exception>
    public UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding) => Apply(update, encoding, Doc.Options.Limits);

    /// <summary>
    /// As <see cref="Apply(ReadOnlySpan{byte}, UpdateEncoding)"/>, for a state or update that was accepted before and comes from one's own storage. The limits were
    /// for its arrival; it must not fall to them later, only because it is written in fewer bytes now.
    /// </summary>
    public UpdateEffect ApplyStored(ReadOnlySpan<byte> update, UpdateEncoding encoding) => Apply(update, encoding, UpdateLimits.Stored);

    /// <summary>
    /// As <see cref="Apply(ReadOnlySpan{byte}, UpdateEncoding)"/> in the first encoding, with a result code in place of
    /// <see cref="MalformedUpdateException"/>. (The codes mean what they are called; YDotNet's are off by one.)
    /// </summary>
    public TransactionUpdateResult ApplyV1(byte[] update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ApplyWithResult(update, UpdateEncoding.V1);
    }

    /// <summary>As <see cref="ApplyV1"/>, in the second encoding.</summary>
    public TransactionUpdateResult ApplyV2(byte[] update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ApplyWithResult(update, UpdateEncoding.V2);
    }

    private UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits)
    {
        RequireWriteable();
        Store.Changes.IsLocal = false;
        return Doc.Application.Apply(update, encoding, limits, mergeOnArrival: !Doc.HasCommitListeners);
    }

    private TransactionUpdateResult ApplyWithResult(byte[] update, UpdateEncoding encoding)
    {
        try
        {
            Apply(update, encoding);
            return TransactionUpdateResult.Ok;
        }
        catch (MalformedUpdateException exception)
        {
            return exception.Reason switch
            {
                MalformedUpdateReason.Truncated => TransactionUpdateResult.Io,
                MalformedUpdateReason.IntegerOutOfRange => TransactionUpdateResult.IntegerOutOfBounds,
                MalformedUpdateReason.InvalidJson => TransactionUpdateResult.InvalidJson,
                MalformedUpdateReason.LimitExceeded => TransactionUpdateResult.Other,
                _ => TransactionUpdateResult.UnexpectedValue,
            };
        }
    }
}
