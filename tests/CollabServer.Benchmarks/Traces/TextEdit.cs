using System.Buffers.Binary;
using System.Text;

namespace CollabServer.Benchmarks.Traces;

/// <summary>One edit behind a trace: remove some units at an index, then insert there.</summary>
internal readonly record struct TextEdit(uint Index, uint Remove, string Insert)
{
    /// <summary>Record: u32 index, u32 remove, UTF-8 of insert; little endian.</summary>
    public static TextEdit Read(ReadOnlyMemory<byte> record) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(record.Span),
        BinaryPrimitives.ReadUInt32LittleEndian(record.Span[4..]),
        Encoding.UTF8.GetString(record.Span[8..]));
}
