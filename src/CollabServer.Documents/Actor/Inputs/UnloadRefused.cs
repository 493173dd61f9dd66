namespace CollabServer.Documents.Actor.Inputs;

/// <summary>Somebody opened the document while it was about to leave memory: it stays.</summary>
internal sealed record UnloadRefused : DocumentInput
{
    public static readonly UnloadRefused Instance = new();
}
