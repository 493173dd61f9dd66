using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>Restores a moment in a copy of the document and goes back again, to learn the updates of both.</summary>
internal static class RestoreEncoding
{
    public static RestoreUpdate Encode(Doc document, BlockStore target, UpdateEncoding encoding, Predicate<string> includes)
    {
        using var copy = new Doc(new DocOptions { SkipGarbageCollection = document.Options.SkipGarbageCollection });
        using (var transaction = copy.WriteTransaction())
        {
            transaction.ApplyStored(StateReader.Diff(document.Store, default, UpdateEncoding.V1), UpdateEncoding.V1);
        }

        byte[]? update = null;
        byte[]? inverse = null;
        if (encoding == UpdateEncoding.V1)
        {
            copy.ObserveUpdatesV1(e => inverse = e.Update);
        }
        else
        {
            copy.ObserveUpdatesV2(e => inverse = e.Update);
        }

        Restore(copy, target, includes);
        (update, inverse) = (inverse, null);
        if (update is null)
        {
            var nothing = UpdateBlob.Convert([0, 0], UpdateEncoding.V1, encoding);
            return new RestoreUpdate(nothing, nothing, changesNothing: true);
        }

        Restore(copy, document.Store, includes);
        return new RestoreUpdate(update, inverse!, changesNothing: false);
    }

    private static void Restore(Doc document, BlockStore target, Predicate<string> includes)
    {
        using var transaction = document.WriteTransaction();
        Run(document, target, includes);
    }

    /// <summary>Inside a write transaction of the document.</summary>
    public static void Run(Doc document, BlockStore target, Predicate<string> includes)
    {
        var source = new UnitReader(target);
        var plan = RestorePlanner.Make(new UnitReader(document.Store), source, includes);
        new Restoration(document, source).Run(plan);
    }
}
