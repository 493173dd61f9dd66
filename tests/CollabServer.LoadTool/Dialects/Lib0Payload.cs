using System.Buffers;
using System.Text;
using CollabServer.LoadTool.Edits;

namespace CollabServer.LoadTool.Dialects;

internal static class Lib0Payload
{
    public static void WriteVarint(this ArrayBufferWriter<byte> writer, ulong value)
    {
        var at = 0;
        Varint.Write(writer.GetSpan(Varint.MaxLength), ref at, value);
        writer.Advance(at);
    }

    public static void WriteBytes(this ArrayBufferWriter<byte> writer, params ReadOnlySpan<byte> bytes) => writer.Write(bytes);

    public static void WriteVarBytes(this ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        writer.WriteVarint((ulong)bytes.Length);
        writer.Write(bytes);
    }

    public static void WriteVarString(this ArrayBufferWriter<byte> writer, string text)
    {
        writer.WriteVarint((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, writer);
    }
}
