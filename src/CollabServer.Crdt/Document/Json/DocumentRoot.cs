namespace CollabServer.Crdt.Document.Json;

/// <summary>
/// A root of a document. Roots have no type on the wire: unless this document opened it as something, <paramref name="Kind"/> is what the
/// content looks like: children that are all XML make a fragment, strings and marks a text, keys alone a map, anything else an array.
/// </summary>
public sealed record DocumentRoot(string Name, RootKind Kind);
