namespace CollabServer.Documents.Actor.Inputs;

/// <summary>Time has passed; the time itself comes with every step.</summary>
internal sealed record Tick : DocumentInput
{
    public static readonly Tick Instance = new();
}
