using CollabServer.Crdt.Document.Types.Arrays.Events;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps.Events;
using CollabServer.Crdt.Document.Types.Texts.Events;
using CollabServer.Crdt.Document.Types.XmlElements.Events;
using CollabServer.Crdt.Document.Types.XmlFragments.Events;
using CollabServer.Crdt.Document.Types.XmlTexts.Events;
namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>A change of any shared type. The getter that fits <see cref="Tag"/> returns it, every other one throws <see cref="YDotNetException"/>.</summary>
public sealed class EventBranch
{
    internal EventBranch(EventBranchTag tag, Branch target, EventPath path, object change)
    {
        Tag = tag;
        Target = target;
        Path = path;
        Change = change;
    }

    /// <summary>Which kind of type changed.</summary>
    public EventBranchTag Tag { get; }

    /// <summary>The type that changed, whichever kind it is.</summary>
    public Branch Target { get; }

    /// <summary>The way down from the observed type to <see cref="Target"/>; empty if they are the same.</summary>
    public EventPath Path { get; }

    /// <summary>The change of an array.</summary>
    public ArrayEvent ArrayEvent => Get<ArrayEvent>(EventBranchTag.Array);

    /// <summary>The change of a map.</summary>
    public MapEvent MapEvent => Get<MapEvent>(EventBranchTag.Map);

    /// <summary>The change of a text.</summary>
    public TextEvent TextEvent => Get<TextEvent>(EventBranchTag.Text);

    /// <summary>The change of an XML element.</summary>
    public XmlElementEvent XmlElementEvent => Get<XmlElementEvent>(EventBranchTag.XmlElement);

    /// <summary>The change of a text in XML.</summary>
    public XmlTextEvent XmlTextEvent => Get<XmlTextEvent>(EventBranchTag.XmlText);

    /// <summary>The change of an XML fragment.</summary>
    public XmlFragmentEvent XmlFragmentEvent => Get<XmlFragmentEvent>(EventBranchTag.XmlFragment);

    /// <summary>The event itself, whichever it is.</summary>
    internal object Change { get; }

    private T Get<T>(EventBranchTag tag) =>
        Tag == tag ? (T)Change : throw new YDotNetException($"Expected {tag}, got {Tag}.");
}
