using System.Buffers;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

#pragma warning disable CA1001 // It is disposable, through the interface.

/// <summary>Writes the first encoding; the grammar is at <see cref="UpdateReaderV1"/>.</summary>
internal readonly struct UpdateWriterV1() : IUpdateWriter
{
    private readonly ByteWriter _bytes = new();

    public void Expect(int structBytes, int textBytes) => _bytes.Reserve(structBytes + textBytes);

    public void WritePlain(ulong value) => _bytes.WriteVarUint(value);

    public void WriteClient(ulong client) => _bytes.WriteVarUint(client);

    public void WriteInfo(byte info) => _bytes.WriteByte(info);

    public void WriteLeftId(ulong client, long clock)
    {
        _bytes.WriteVarUints(client, (ulong)clock);
    }

    public void WriteRightId(ulong client, long clock) => WriteLeftId(client, clock);

    public void WriteParentIsRoot(bool isRoot) => _bytes.WriteByte(isRoot ? (byte)1 : (byte)0);

    public void WriteString(ReadOnlySpan<byte> text, int units) => _bytes.WriteVarText(text);

    public void WriteTypeName(ReadOnlySpan<byte> name) => _bytes.WriteVarText(name);

    public void WriteTypeRef(int typeRef) => _bytes.WriteVarUint((ulong)typeRef);

    public void WriteLength(long length) => _bytes.WriteVarUint(length);

    public void WriteAny(ReadOnlySpan<byte> values) => _bytes.WriteBytes(values);

    public void WriteBinary(ReadOnlySpan<byte> bytes) => _bytes.WriteVarBytes(bytes);

    public void WriteJson(ReadOnlySpan<byte> texts) => _bytes.WriteBytes(texts);

    public void WriteEmbed(ReadOnlySpan<byte> value, bool isJson)
    {
        if (isJson)
        {
            _bytes.WriteVarBytes(value);
        }
        else
        {
            WriteAsJson(value);
        }
    }

    public void WriteFormat(ReadOnlySpan<byte> keyAndValue, bool isJson)
    {
        if (isJson)
        {
            _bytes.WriteBytes(keyAndValue);
            return;
        }

        var reader = new ByteReader(keyAndValue);
        _bytes.WriteVarText(reader.ReadVarBytes().Of(keyAndValue));
        WriteAsJson(keyAndValue[reader.Position..]);
    }

    public void WriteDoc(ReadOnlySpan<byte> guidAndOptions) => _bytes.WriteBytes(guidAndOptions);

    public void BeginDeletesOfClient(ulong client, int ranges)
    {
        _bytes.WriteVarUint(client);
        _bytes.WriteVarUint((ulong)ranges);
    }

    public void WriteDelete(long clock, long length)
    {
        _bytes.WriteVarUints((ulong)clock, (ulong)length);
    }

    public byte[] ToArray() => _bytes.ToArray();

    public void CopyTo(IBufferWriter<byte> output) => output.Write(_bytes.Written);

    public void Dispose() => _bytes.Dispose();

    private void WriteAsJson(ReadOnlySpan<byte> any)
    {
        using var json = new ByteWriter();
        AnyToJson.Convert(any, json);
        _bytes.WriteVarBytes(json.Written);
    }
}
