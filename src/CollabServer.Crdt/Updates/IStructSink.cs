using System.Diagnostics.CodeAnalysis;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// Takes what <see cref="UpdateDecoder"/> reads, one struct after the other, all validated: to keep them (<see cref="DecodedRows"/>) or to look and forget. Positions
/// are those of the reader.
/// </summary>
internal interface IStructSink
{
    /// <summary>Structs of a client follow; no more than announced, and what counts is that the bytes hold them.</summary>
    void BeginBlock(ulong client, int announced, int position);

    /// <summary>A number for a client that the next struct refers to.</summary>
    int Intern(ulong client);

    /// <summary>Cleared room for the next struct.</summary>
    [UnscopedRef]
    ref DecodedStruct Next();

    /// <summary>That struct is complete, up to a position; not called for those without length.</summary>
    void Take(ref DecodedStruct decoded, int end);

    void EndBlock();

    /// <summary>All structs are read, up to a position; the deletions follow.</summary>
    void BeginDeletes(int position);

    void BeginDeletesOfClient(ulong client, int ranges);

    void TakeDelete(long clock, long length);

    /// <summary>All is read, up to a position.</summary>
    void End(int position);

    /// <summary>Something is not as Yjs writes it.</summary>
    void NoteNotCanonical();
}
