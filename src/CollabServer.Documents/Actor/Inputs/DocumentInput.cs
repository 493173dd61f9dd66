namespace CollabServer.Documents.Actor.Inputs;

/// <summary>Everything that can happen to a living document. A closed set, handled by <see cref="DocumentActor.Step"/>.</summary>
internal abstract record DocumentInput;
