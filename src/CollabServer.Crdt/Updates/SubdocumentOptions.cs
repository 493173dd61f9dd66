using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>The options of a subdocument in an update: one "any". Yjs peers throw on null and undefined, so those are refused here.</summary>
internal static class SubdocumentOptions
{
    public static void Skip(ref ByteReader reader, int maxDepth)
    {
        if (!reader.AtEnd && reader.Peek() is AnyTag.Null or AnyTag.Undefined)
        {
            MalformedUpdateException.Throw(MalformedUpdateReason.InvalidSubdocument, "A subdocument has no options.");
        }

        AnySkipper.Skip(ref reader, maxDepth);
    }
}
