namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventPathSegment"/> holds. The numbers are YDotNet's.</summary>
public enum EventPathSegmentTag
{
    Key = 1,
    Index = 2,
}
