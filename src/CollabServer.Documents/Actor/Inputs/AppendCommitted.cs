namespace CollabServer.Documents.Actor.Inputs;

/// <summary>The log holds this document's updates up to the position <paramref name="Through"/>; the newly written ones are its entries <paramref name="FirstSeq"/> to <paramref name="LastSeq"/>.</summary>
/// <param name="Generation">The generation the document has in the store.</param>
internal sealed record AppendCommitted(long Through, Guid Generation, long FirstSeq, long LastSeq) : DocumentInput;
