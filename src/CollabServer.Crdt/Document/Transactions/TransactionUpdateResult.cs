namespace CollabServer.Crdt.Document.Transactions;

/// <summary>Result codes of <see cref="Transaction.ApplyV1"/> and <see cref="Transaction.ApplyV2"/>. Anything but <see cref="Ok"/> changed nothing.</summary>
public enum TransactionUpdateResult
{
    /// <summary>The update is part of the document, or waits for what is missing.</summary>
    Ok = 0,

    /// <summary>The bytes end too early.</summary>
    Io = 1,

    /// <summary>An integer above 2^53 - 1.</summary>
    IntegerOutOfBounds = 2,

    /// <summary>Unknown content, invalid UTF-8, or a struct that refers to itself.</summary>
    UnexpectedValue = 3,

    /// <summary>A mark or embed that is not JSON.</summary>
    InvalidJson = 4,

    /// <summary>A limit was crossed.</summary>
    Other = 5,
}
