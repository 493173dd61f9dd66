using System.Buffers;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

#pragma warning disable CA1001 // It is disposable, through the interface.

/// <summary>Writes the second encoding; the grammar is at <see cref="UpdateReaderV2"/>.</summary>
internal struct UpdateWriterV2 : IUpdateWriter
{
    private readonly ByteWriter _keyClockBytes = new();
    private readonly ByteWriter _clientBytes = new();
    private readonly ByteWriter _leftClockBytes = new();
    private readonly ByteWriter _rightClockBytes = new();
    private readonly ByteWriter _infoBytes = new();
    private readonly ByteWriter _stringBytes = new();
    private readonly ByteWriter _stringLengthBytes = new();
    private readonly ByteWriter _parentInfoBytes = new();
    private readonly ByteWriter _typeRefBytes = new();
    private readonly ByteWriter _lengthBytes = new();
    private readonly ByteWriter _rest = new();
    private IntDiffOptRleWriter _keyClocks;
    private UintOptRleWriter _clients;
    private IntDiffOptRleWriter _leftClocks;
    private IntDiffOptRleWriter _rightClocks;
    private RleWriter _infos;
    private StringColumnWriter _strings;
    private RleWriter _parentInfos;
    private UintOptRleWriter _typeRefs;
    private UintOptRleWriter _lengths;
    private long _keys;
    private long _deleteClock;

    public UpdateWriterV2()
    {
        _keyClocks = new IntDiffOptRleWriter(_keyClockBytes);
        _clients = new UintOptRleWriter(_clientBytes);
        _leftClocks = new IntDiffOptRleWriter(_leftClockBytes);
        _rightClocks = new IntDiffOptRleWriter(_rightClockBytes);
        _infos = new RleWriter(_infoBytes);
        _strings = new StringColumnWriter(_stringBytes, _stringLengthBytes);
        _parentInfos = new RleWriter(_parentInfoBytes);
        _typeRefs = new UintOptRleWriter(_typeRefBytes);
        _lengths = new UintOptRleWriter(_lengthBytes);
    }

    public readonly void Expect(int structBytes, int textBytes) => _stringBytes.Reserve(textBytes);

    public readonly void WritePlain(ulong value) => _rest.WriteVarUint(value);

    public void WriteClient(ulong client) => _clients.Write(client);

    public void WriteInfo(byte info) => _infos.Write(info);

    public void WriteLeftId(ulong client, long clock)
    {
        _clients.Write(client);
        _leftClocks.Write(clock);
    }

    public void WriteRightId(ulong client, long clock)
    {
        _clients.Write(client);
        _rightClocks.Write(clock);
    }

    public void WriteParentIsRoot(bool isRoot) => _parentInfos.Write(isRoot ? (byte)1 : (byte)0);

    public void WriteString(ReadOnlySpan<byte> text, int units) => _strings.Write(text, units);

    public void WriteTypeName(ReadOnlySpan<byte> name) => WriteKey(name);

    public void WriteTypeRef(int typeRef) => _typeRefs.Write((ulong)typeRef);

    public void WriteLength(long length) => _lengths.Write((ulong)length);

    public readonly void WriteAny(ReadOnlySpan<byte> values) => _rest.WriteBytes(values);

    public readonly void WriteBinary(ReadOnlySpan<byte> bytes) => _rest.WriteVarBytes(bytes);

    public void WriteJson(ReadOnlySpan<byte> texts)
    {
        for (var reader = new ByteReader(texts); !reader.AtEnd;)
        {
            WriteName(reader.ReadVarBytes().Of(texts));
        }
    }

    public readonly void WriteEmbed(ReadOnlySpan<byte> value, bool isJson)
    {
        if (isJson)
        {
            JsonToAny.Convert(value, _rest);
        }
        else
        {
            _rest.WriteBytes(value);
        }
    }

    public void WriteFormat(ReadOnlySpan<byte> keyAndValue, bool isJson)
    {
        var reader = new ByteReader(keyAndValue);
        WriteKey(reader.ReadVarBytes().Of(keyAndValue));
        if (isJson)
        {
            JsonToAny.Convert(reader.ReadVarBytes().Of(keyAndValue), _rest);
        }
        else
        {
            _rest.WriteBytes(keyAndValue[reader.Position..]);
        }
    }

    public void WriteDoc(ReadOnlySpan<byte> guidAndOptions)
    {
        var reader = new ByteReader(guidAndOptions);
        WriteName(reader.ReadVarBytes().Of(guidAndOptions));
        _rest.WriteBytes(guidAndOptions[reader.Position..]);
    }

    public void BeginDeletesOfClient(ulong client, int ranges)
    {
        _deleteClock = 0;
        _rest.WriteVarUint(client);
        _rest.WriteVarUint((ulong)ranges);
    }

    public void WriteDelete(long clock, long length)
    {
        _rest.WriteVarUint(clock - _deleteClock);
        _rest.WriteVarUint(length - 1);
        _deleteClock = clock + length;
    }

    public byte[] ToArray()
    {
        using var output = new ByteWriter();
        Assemble(output);
        return output.ToArray();
    }

    public void CopyTo(IBufferWriter<byte> output)
    {
        using var head = new ByteWriter();
        Assemble(head);
        output.Write(head.Written);
    }

    public readonly void Dispose()
    {
        _keyClockBytes.Dispose();
        _clientBytes.Dispose();
        _leftClockBytes.Dispose();
        _rightClockBytes.Dispose();
        _infoBytes.Dispose();
        _stringBytes.Dispose();
        _stringLengthBytes.Dispose();
        _parentInfoBytes.Dispose();
        _typeRefBytes.Dispose();
        _lengthBytes.Dispose();
        _rest.Dispose();
    }

    private void Assemble(ByteWriter output)
    {
        _keyClocks.Flush();
        _clients.Flush();
        _leftClocks.Flush();
        _rightClocks.Flush();
        _typeRefs.Flush();
        _lengths.Flush();
        using var strings = new ByteWriter();
        _strings.Finish(strings);
        output.Reserve(_rest.Length + strings.Length + _infoBytes.Length + _leftClockBytes.Length + 128);
        output.WriteByte(0);
        output.WriteVarBytes(_keyClockBytes.Written);
        output.WriteVarBytes(_clientBytes.Written);
        output.WriteVarBytes(_leftClockBytes.Written);
        output.WriteVarBytes(_rightClockBytes.Written);
        output.WriteVarBytes(_infoBytes.Written);
        output.WriteVarBytes(strings.Written);
        output.WriteVarBytes(_parentInfoBytes.Written);
        output.WriteVarBytes(_typeRefBytes.Written);
        output.WriteVarBytes(_lengthBytes.Written);
        output.WriteBytes(_rest.Written);
    }

    /// <summary>The format could refer to an earlier equal key; Yjs never does, so neither does this.</summary>
    private void WriteKey(ReadOnlySpan<byte> key)
    {
        _keyClocks.Write(_keys++);
        WriteName(key);
    }

    private void WriteName(ReadOnlySpan<byte> text) => _strings.Write(text, Wtf8.Units(text));
}
