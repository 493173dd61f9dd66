using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>Writes decoded structs again.</summary>
internal static class DecodedStructWriter
{
    public static void Write<TWriter>(ref TWriter writer, DecodedUpdate update, UpdateBytes bytes, ulong client, ref DecodedStruct decoded, long offset)
        where TWriter : struct, IUpdateWriter =>
        Write(ref writer, bytes, client, update.Clients[decoded.OriginClient], update.Clients[decoded.RightOriginClient], ref decoded, offset);

    /// <summary>
    /// Leaves out the first <paramref name="offset"/> clocks; the struct then names the clock before as its origin.
    /// <paramref name="originClient"/> is also that of a parent.
    /// </summary>
    public static void Write<TWriter>(
        ref TWriter writer,
        UpdateBytes bytes,
        ulong client,
        ulong originClient,
        ulong rightOriginClient,
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

        if (offset > 0)
        {
            writer.WriteItem(info, client, decoded.Clock + offset - 1, rightOriginClient, decoded.RightOriginClock);
        }
        else
        {
            writer.WriteItem(info, originClient, decoded.OriginClock, rightOriginClient, decoded.RightOriginClock);
        }

        if ((info & StructInfo.HasAnyOrigin) == 0)
        {
            WriteParent(ref writer, bytes, originClient, ref decoded);
        }

        var buffer = bytes.BufferOf(decoded.Content, out var slice);
        if (offset > 0)
        {
            buffer = ContentSplit.After(decoded.Kind, slice.Of(buffer), decoded.Length, offset);
            slice = new Slice(0, buffer.Length);
        }

        if (decoded.Kind == ContentKind.String)
        {
            writer.WriteText(buffer, slice, decoded.Length - offset, bytes.MayHoldLoneSurrogates);
        }
        else
        {
            ContentWriter.Write(ref writer, decoded.Kind, decoded.Type, decoded.IsJsonForm, slice.Of(buffer), decoded.Length - offset);
        }
    }

    private static void WriteParent<TWriter>(ref TWriter writer, UpdateBytes bytes, ulong parentClient, ref DecodedStruct decoded)
        where TWriter : struct, IUpdateWriter
    {
        if (decoded.Parent == ParentForm.Root)
        {
            writer.WriteParentRoot(bytes[decoded.RootName]);
        }
        else
        {
            writer.WriteParentItem(parentClient, decoded.OriginClock);
        }

        if (decoded.HasKey)
        {
            writer.WriteKey(bytes[decoded.Key]);
        }
    }
}
