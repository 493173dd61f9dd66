namespace CollabServer.Documents.Actor.Outputs;

/// <summary>Nothing is unsaved and nobody is here: leave memory, unless somebody opened the document meanwhile (<see cref="Inputs.UnloadRefused"/>).</summary>
internal sealed record Unload : DocumentOutput
{
    public static readonly Unload Instance = new();
}
