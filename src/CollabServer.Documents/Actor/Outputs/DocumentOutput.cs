namespace CollabServer.Documents.Actor.Outputs;

/// <summary>Everything a document can ask its adapter to do, in this order. A closed set, carried out by <see cref="DocumentLoop"/>.</summary>
internal abstract record DocumentOutput;
