namespace CollabServer.Documents.Actor.Inputs;

/// <summary>The store refuses to write this document's updates, whatever is tried. The log writer goes on trying now and then.</summary>
internal sealed record AppendRefused(string Reason) : DocumentInput;
