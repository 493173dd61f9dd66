namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventBranch"/> holds. The numbers are YDotNet's.</summary>
public enum EventBranchTag
{
    /// <summary><see cref="EventBranch.ArrayEvent"/>.</summary>
    Array = 1,
    /// <summary><see cref="EventBranch.MapEvent"/>.</summary>
    Map = 2,
    /// <summary><see cref="EventBranch.TextEvent"/>.</summary>
    Text = 3,
    /// <summary><see cref="EventBranch.XmlElementEvent"/>.</summary>
    XmlElement = 4,
    /// <summary><see cref="EventBranch.XmlTextEvent"/>.</summary>
    XmlText = 5,
    /// <summary><see cref="EventBranch.XmlFragmentEvent"/>.</summary>
    XmlFragment = 6,
}
