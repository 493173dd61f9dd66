namespace CollabServer.Documents.Actor.Inputs;

internal sealed record EntriesNotRead(Exception Error) : DocumentInput;
