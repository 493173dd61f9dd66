using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Tests.Fixtures;

namespace CollabServer.Crdt.Tests.Events;

/// <summary>Events in the form in which the recorded sessions have them.</summary>
internal static class EventText
{
    public static string Of(EventBranch change, Transaction transaction)
    {
        switch (change.Tag)
        {
            case EventBranchTag.Text:
                var text = change.TextEvent;
                return Event("text", text.Path, text.Keys, Deltas(text.Delta, transaction), transaction);
            case EventBranchTag.XmlText:
                var xmlText = change.XmlTextEvent;
                return Event("xmlText", xmlText.Path, xmlText.Keys, Deltas(xmlText.Delta, transaction), transaction);
            case EventBranchTag.Map:
                return Event("map", change.MapEvent.Path, change.MapEvent.Keys, delta: null, transaction);
            case EventBranchTag.Array:
                return Event("array", change.ArrayEvent.Path, keys: null, Changes(change.ArrayEvent.Delta, transaction), transaction);
            case EventBranchTag.XmlElement:
                var element = change.XmlElementEvent;
                return Event("xmlElement", element.Path, element.Keys, Changes(element.Delta, transaction), transaction);
            default:
                var fragment = change.XmlFragmentEvent;
                return Event("xmlFragment", fragment.Path, keys: null, Changes(fragment.Delta, transaction), transaction);
        }
    }

    private static string Event(string type, EventPath path, EventKeys? keys, string? delta, Transaction transaction)
    {
        var members = new List<(string, string)>
        {
            ("type", Canonical.Text(type)),
            ("path", List(path.Select(Segment))),
            ("keys", Canonical.Members((keys ?? Enumerable.Empty<EventKeyChange>()).Select(key => (key.Key, Key(key, transaction))))),
        };
        if (delta is not null)
        {
            members.Add(("delta", delta));
        }

        return Canonical.Members(members);
    }

    private static string Segment(EventPathSegment segment) =>
        segment.Tag == EventPathSegmentTag.Key ? Canonical.Text(segment.Key!) : Count(segment.Index!.Value);

    private static string Key(EventKeyChange change, Transaction transaction)
    {
        var action = change.Tag switch
        {
            EventKeyChangeTag.Add => "add",
            EventKeyChangeTag.Remove => "delete",
            _ => "update",
        };

        // Old values that are shared types are not recorded.
        return change.OldValue is { Branch: null, Undefined: false } old && old.Tag != OutputTag.Doc
            ? Canonical.Members([("action", Canonical.Text(action)), ("old", Canonical.Of(old, transaction))])
            : Canonical.Members([("action", Canonical.Text(action))]);
    }

    private static string Deltas(EventDeltas deltas, Transaction transaction) => List(deltas.Select(step =>
    {
        var what = step.Tag switch
        {
            EventDeltaTag.Add => ("insert", Canonical.Of(step.Insert!, transaction)),
            EventDeltaTag.Remove => ("delete", Count(step.Length)),
            _ => ("retain", Count(step.Length)),
        };
        return step.Attributes.Count == 0
            ? Canonical.Members([what])
            : Canonical.Members([what, ("attributes", Canonical.Members(step.Attributes.Select(a => (a.Key, Canonical.Of(a.Value)))))]);
    }));

    private static string Changes(EventChanges changes, Transaction transaction) => List(changes.Select(step => Canonical.Members([step.Tag switch
    {
        EventChangeTag.Add => ("insert", Canonical.Tagged("items", ("v", List(step.Values.Select(value => Canonical.Of(value, transaction)))))),
        EventChangeTag.Remove => ("delete", Count(step.Length)),
        _ => ("retain", Count(step.Length)),
    }])));

    private static string List(IEnumerable<string> items) => "[" + string.Join(",", items) + "]";

    private static string Count(uint value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
