namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>A change of any shared type. The getter that fits <see cref="Tag"/> returns it, every other one throws <see cref="YDotNetException"/>.</summary>
public sealed class EventBranch
{
    internal EventBranch(EventBranchTag tag, object change)
    {
        Tag = tag;
        Change = change;
    }

    public EventBranchTag Tag { get; }

    public ArrayEvent ArrayEvent => Get<ArrayEvent>(EventBranchTag.Array);

    public MapEvent MapEvent => Get<MapEvent>(EventBranchTag.Map);

    public TextEvent TextEvent => Get<TextEvent>(EventBranchTag.Text);

    public XmlElementEvent XmlElementEvent => Get<XmlElementEvent>(EventBranchTag.XmlElement);

    public XmlTextEvent XmlTextEvent => Get<XmlTextEvent>(EventBranchTag.XmlText);

    public XmlFragmentEvent XmlFragmentEvent => Get<XmlFragmentEvent>(EventBranchTag.XmlFragment);

    /// <summary>The event itself, whichever it is.</summary>
    internal object Change { get; }

    private T Get<T>(EventBranchTag tag) =>
        Tag == tag ? (T)Change : throw new YDotNetException($"Expected {tag}, got {Tag}.");
}
