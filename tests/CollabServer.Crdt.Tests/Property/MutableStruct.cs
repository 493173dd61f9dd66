using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>One struct of an update with all its fields open to change, sense or not.</summary>
internal sealed record MutableStruct
{
    public required ContentKind Kind { get; set; }

    public required long Length { get; set; }

    public (ulong Client, long Clock)? Origin { get; set; }

    public (ulong Client, long Clock)? RightOrigin { get; set; }

    /// <summary>Name of a root; null for an item.</summary>
    public byte[]? Root { get; set; }

    public (ulong Client, long Clock) ParentItem { get; set; }

    public byte[]? Key { get; set; }

    public TypeKind Type { get; set; }

    public bool IsJsonForm { get; set; }

    /// <summary>As <see cref="ContentForms"/> describes it.</summary>
    public byte[] Content { get; set; } = [];

    public static MutableStruct From(DecodedUpdate update, UpdateBytes bytes, ref DecodedStruct decoded) => new()
    {
        Kind = decoded.Kind,
        Length = decoded.Length,
        Origin = decoded.HasOrigin ? (update.Clients[decoded.OriginClient], decoded.OriginClock) : null,
        RightOrigin = decoded.HasRightOrigin ? (update.Clients[decoded.RightOriginClient], decoded.RightOriginClock) : null,
        Root = decoded.Parent == ParentForm.Root ? bytes[decoded.RootName].ToArray() : null,
        ParentItem = decoded.Parent == ParentForm.Item ? (update.Clients[decoded.OriginClient], decoded.OriginClock) : default,
        Key = decoded.HasKey ? bytes[decoded.Key].ToArray() : null,
        Type = decoded.Type,
        IsJsonForm = decoded.IsJsonForm,
        Content = bytes[decoded.Content].ToArray(),
    };

    public void Write<TWriter>(ref TWriter writer)
        where TWriter : struct, IUpdateWriter
    {
        if (Kind is ContentKind.Skip or ContentKind.Collected)
        {
            writer.WriteInfo((byte)Kind);
            if (Kind == ContentKind.Skip)
            {
                writer.WritePlain((ulong)Length);
            }
            else
            {
                writer.WriteLength(Length);
            }

            return;
        }

        var info = (byte)((int)Kind | (Origin is null ? 0 : StructInfo.HasOrigin) | (RightOrigin is null ? 0 : StructInfo.HasRightOrigin) | (Key is null ? 0 : StructInfo.HasKey));
        writer.WriteItem(info, Origin?.Client ?? 0, Origin?.Clock ?? 0, RightOrigin?.Client ?? 0, RightOrigin?.Clock ?? 0);
        if ((info & StructInfo.HasAnyOrigin) == 0)
        {
            WriteParent(ref writer);
        }

        if (Kind == ContentKind.String)
        {
            writer.WriteText(Content, new Slice(0, Content.Length), Wtf8.Units(Content), mayHoldLoneSurrogates: true);
        }
        else
        {
            ContentWriter.Write(ref writer, Kind, Type, IsJsonForm, Content, Length);
        }
    }

    private void WriteParent<TWriter>(ref TWriter writer)
        where TWriter : struct, IUpdateWriter
    {
        if (Root is not null)
        {
            writer.WriteParentRoot(Root);
        }
        else
        {
            writer.WriteParentItem(ParentItem.Client, ParentItem.Clock);
        }

        if (Key is not null)
        {
            writer.WriteKey(Key);
        }
    }
}
