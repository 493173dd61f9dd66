namespace CollabServer.Documents.Actor.Outputs;

/// <summary>Read these entries of the log, or as many of the first of them as are worth one step. Answered with <see cref="Inputs.EntriesRead"/> or <see cref="Inputs.EntriesNotRead"/>.</summary>
internal sealed record ReadEntries(long FirstSeq, long LastSeq) : DocumentOutput;
