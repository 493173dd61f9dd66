namespace CollabServer.LoadTool.Edits;

/// <summary>Receives the clock ranges that an update carries.</summary>
internal interface IClockRanges
{
    void OnRange(ulong client, ulong clock, ulong length);
}
