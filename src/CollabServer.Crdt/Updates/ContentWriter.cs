using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>Writes a content, given as <see cref="ContentForms"/> describes it.</summary>
internal static class ContentWriter
{
    /// <summary>Anything but text, which goes to <see cref="IUpdateWriter.WriteText"/>.</summary>
    public static void Write<TWriter>(
        ref TWriter writer,
        ContentKind kind,
        TypeKind type,
        bool isJsonForm,
        ReadOnlySpan<byte> content,
        long length)
        where TWriter : struct, IUpdateWriter
    {
        switch (kind)
        {
            case ContentKind.Deleted:
                writer.WriteLength(length);
                break;
            case ContentKind.Json:
                writer.WriteLength(length);
                writer.WriteJson(content);
                break;
            case ContentKind.Binary:
                writer.WriteBinary(content);
                break;
            case ContentKind.Embed:
                writer.WriteEmbed(content, isJsonForm);
                break;
            case ContentKind.Format:
                writer.WriteFormat(content, isJsonForm);
                break;
            case ContentKind.Type:
                writer.WriteTypeRef((int)type);
                if (type is TypeKind.XmlElement or TypeKind.XmlHook)
                {
                    writer.WriteTypeName(content);
                }

                break;
            case ContentKind.Any:
                writer.WriteLength(length);
                writer.WriteAny(content);
                break;
            case ContentKind.Doc:
                writer.WriteDoc(content);
                break;
        }
    }
}
