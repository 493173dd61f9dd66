namespace CollabServer.Documents.Tests.Simulation.Editors;

/// <summary>One edit of one editor: a character that exists once in the world is inserted or deleted.</summary>
internal sealed record Edit(DocumentName Document, ulong Client, ulong Clock, bool IsInsert, char Character, ReadOnlyMemory<byte> Update)
{
    public bool IsIn(Possessions document) =>
        IsInsert ? document.Has(Client, Clock) : document.HasDeletedAll(Possessions.OfDeletion(Update.Span));
}
