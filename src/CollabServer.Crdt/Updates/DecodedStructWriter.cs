using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>Writes decoded structs again.</summary>
internal static class DecodedStructWriter
{
    /// <summary>Leaves out the first <paramref name="offset"/> clocks; the struct then names the clock before as its origin.</summary>
    public static void Write<TWriter>(
        ref TWriter writer,
        DecodedUpdate update,
        UpdateBytes bytes,
        ulong client,
        ref DecodedStruct decoded,
        long offset)
        where TWriter : struct, IUpdateWriter
    {
        switch (decoded.Kind)
        {
            case ContentKind.Skip:
                writer.WriteInfo((byte)ContentKind.Skip);
                writer.WritePlain((ulong)(decoded.Length - offset));
                return;
            case ContentKind.Collected:
                writer.WriteInfo((byte)ContentKind.Collected);
                writer.WriteLength(decoded.Length - offset);
                return;
        }

        // Without a document a struct with origins does not know its key: Yjs then writes it without the bit, which nobody needs.
        var info = (byte)(decoded.Info | (offset > 0 ? StructInfo.HasOrigin : 0));
        if (decoded.Parent == ParentForm.OfNeighbours)
        {
            info &= unchecked((byte)~StructInfo.HasKey);
        }

        writer.WriteInfo(info);
        if (offset > 0)
        {
            writer.WriteLeftId(client, decoded.Clock + offset - 1);
        }
        else if (decoded.HasOrigin)
        {
            writer.WriteLeftId(update.Clients[decoded.OriginClient], decoded.OriginClock);
        }

        if (decoded.HasRightOrigin)
        {
            writer.WriteRightId(update.Clients[decoded.RightOriginClient], decoded.RightOriginClock);
        }

        if ((info & StructInfo.HasAnyOrigin) == 0)
        {
            WriteParent(ref writer, update, bytes, ref decoded);
        }

        var content = bytes[decoded.Content];
        if (offset > 0)
        {
            content = ContentSplit.After(decoded.Kind, content, decoded.Length, offset);
        }

        ContentWriter.Write(ref writer, decoded.Kind, decoded.Type, decoded.IsJsonForm, content, decoded.Length - offset);
    }

    private static void WriteParent<TWriter>(ref TWriter writer, DecodedUpdate update, UpdateBytes bytes, ref DecodedStruct decoded)
        where TWriter : struct, IUpdateWriter
    {
        writer.WriteParentIsRoot(decoded.Parent == ParentForm.Root);
        if (decoded.Parent == ParentForm.Root)
        {
            var name = bytes[decoded.RootName];
            writer.WriteString(name, Wtf8.Units(name));
        }
        else
        {
            writer.WriteLeftId(update.Clients[decoded.OriginClient], decoded.OriginClock);
        }

        if (decoded.HasKey)
        {
            var key = bytes[decoded.Key];
            writer.WriteString(key, Wtf8.Units(key));
        }
    }
}
