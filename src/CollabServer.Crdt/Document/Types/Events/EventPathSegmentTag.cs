namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventPathSegment"/> holds. The numbers are YDotNet's.</summary>
public enum EventPathSegmentTag
{
    /// <summary><see cref="EventPathSegment.Key"/>.</summary>
    Key = 1,
    /// <summary><see cref="EventPathSegment.Index"/>.</summary>
    Index = 2,
}
