namespace CollabServer.Documents.Actor.Inputs;

/// <summary>The time for stopping is used up: say goodbye, saved or not.</summary>
internal sealed record StopNow : DocumentInput
{
    public static readonly StopNow Instance = new();
}
