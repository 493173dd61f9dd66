using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// A subdocument as content: varstring guid, then an <c>any</c> object with what differs from the defaults:
/// <c>gc: false</c>, <c>autoLoad: true</c>, <c>meta</c>. Whether it should be loaded is not shared; autoLoad implies it.
/// </summary>
internal static class SubdocumentContent
{
    public static byte[] Encode(Doc document)
    {
        var options = new JsObject();
        if (document.Options.SkipGarbageCollection)
        {
            options.Set("gc", Output.False);
        }

        if (document.AutoLoad)
        {
            options.Set("autoLoad", Output.True);
        }

        if (document.Meta is { Null: false } meta)
        {
            options.Set("meta", meta);
        }

        using var writer = new ByteWriter();
        writer.WriteVarBytes(Encoding.UTF8.GetBytes(document.Guid));
        AnyWriter.Write(new Output(options.ToJsonObject()), writer);
        return writer.ToArray();
    }

    public static Doc Decode(ReadOnlySpan<byte> content)
    {
        var guid = Encoding.UTF8.GetString(BlockValues.VarBytes(content, out var length));
        var options = AnyReader.Read(content[length..], out _);
        var autoLoad = Option(options, "autoLoad") is { Tag: OutputTag.Boolean, Boolean: true };
        return new Doc(new DocOptions
        {
            Guid = guid,
            AutoLoad = autoLoad,
            ShouldLoad = autoLoad,
            SkipGarbageCollection = Option(options, "gc") is { Tag: OutputTag.Boolean, Boolean: false },
        })
        {
            Meta = Option(options, "meta"),
        };
    }

    private static Output? Option(Output options, string name) =>
        options.Tag == OutputTag.JsonObject ? options.JsonObject.GetValueOrDefault(name) : null;
}
