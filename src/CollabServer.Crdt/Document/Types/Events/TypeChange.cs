using CollabServer.Crdt.Document.Types.Arrays.Events;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Document.Types.Maps.Events;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.Texts.Events;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlElements.Events;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlFragments.Events;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Document.Types.XmlTexts.Events;
using CollabServer.Crdt.Store;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>
/// A type with the lists of it that a transaction changed. What the events tell is read when the first of them is made and shared by the
/// others, which differ in their path alone.
/// </summary>
internal sealed class TypeChange(int type)
{
    private readonly List<int> _keyedLists = [];
    private bool _childrenChanged;
    private EventChanges? _changes;
    private EventDeltas? _deltas;
    private EventKeys? _keys;

    public int Type => type;

    public void Add(BlockStore store, int list)
    {
        if (store.Types.List(list).Key == BlockStore.None)
        {
            _childrenChanged = true;
        }
        else
        {
            _keyedLists.Add(list);
        }
    }

    public EventBranch EventFor(Doc document, EventPath path)
    {
        var committed = new CommittedBlocks(document.Store);
        return Branch.Of(document, type) switch
        {
            Text text => new EventBranch(EventBranchTag.Text, text, path, new TextEvent(text, path, Deltas(text, committed), Keys(document, committed))),
            XmlText text => new EventBranch(EventBranchTag.XmlText, text, path, new XmlTextEvent(text, path, Deltas(text, committed), Keys(document, committed))),
            Map map => new EventBranch(EventBranchTag.Map, map, path, new MapEvent(map, path, Keys(document, committed))),
            XmlElement element => new EventBranch(
                EventBranchTag.XmlElement,
                element,
                path,
                new XmlElementEvent(element, path, Changes(document, committed), Keys(document, committed))),
            XmlFragment fragment => new EventBranch(
                EventBranchTag.XmlFragment,
                fragment,
                path,
                new XmlFragmentEvent(fragment, path, Changes(document, committed))),
            var branch => new EventBranch(EventBranchTag.Array, branch, path, new ArrayEvent((Array)branch, path, Changes(document, committed))),
        };
    }

    private EventChanges Changes(Doc document, CommittedBlocks committed) =>
        _changes ??= _childrenChanged ? ListChanges.Read(document, type, committed) : new EventChanges([]);

    private EventDeltas Deltas(Branch text, CommittedBlocks committed) =>
        _deltas ??= _childrenChanged ? TextChanges.Read(text, committed) : new EventDeltas([]);

    private EventKeys Keys(Doc document, CommittedBlocks committed) => _keys ??= KeyChanges.Read(document, _keyedLists, committed);
}
