namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventBranch"/> holds. The numbers are YDotNet's.</summary>
public enum EventBranchTag
{
    Array = 1,
    Map = 2,
    Text = 3,
    XmlElement = 4,
    XmlText = 5,
    XmlFragment = 6,
}
