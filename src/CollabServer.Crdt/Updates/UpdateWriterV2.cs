using System.Buffers;
using System.Runtime.CompilerServices;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

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

    public readonly void Expect(int structBytes, int textBytes)
    {
        // Of a typical struct each clock is a quarter; the others are a byte or two.
        _leftClockBytes.Reserve(structBytes / 4);
        _rightClockBytes.Reserve(structBytes / 4);
        _infoBytes.Reserve(structBytes / 8);
        _lengthBytes.Reserve(structBytes / 8);
        _stringLengthBytes.Reserve(structBytes / 8);
        _stringBytes.Reserve(textBytes);
    }

    public readonly void WritePlain(ulong value) => _rest.WriteVarUint(value);

    public void BeginBlock(int structs, ulong client, long clock)
    {
        _rest.WriteVarUint((ulong)structs);
        _clients.Write(client);
        _rest.WriteVarUint(clock);
    }

    public void WriteInfo(byte info) => _infos.Write(info);

    public void WriteItem(byte info, ulong originClient, long originClock, ulong rightOriginClient, long rightOriginClock)
    {
        _infos.Write(info);
        if ((info & StructInfo.HasOrigin) != 0)
        {
            _clients.Write(originClient);
            _leftClocks.Write(originClock);
        }

        if ((info & StructInfo.HasRightOrigin) != 0)
        {
            _clients.Write(rightOriginClient);
            _rightClocks.Write(rightOriginClock);
        }
    }

    public readonly WritePlace Open() => default;

    public readonly void Close(WritePlace place)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTextOrDeleted(
        ref WritePlace place,
        in FrequentVarUint usualClient,
        byte info,
        ulong originClient,
        long originClock,
        ulong rightOriginClient,
        long rightOriginClock,
        ref readonly byte text,
        int size,
        long length)
    {
        _infos.Write(info);
        if (originClient == rightOriginClient)
        {
            _clients.WriteTwice(originClient);
        }
        else
        {
            _clients.Write(originClient);
            _clients.Write(rightOriginClient);
        }

        _leftClocks.Write(originClock);
        _rightClocks.Write(rightOriginClock);

        // No branch on which of the two it is: it could not be guessed. Of what is deleted there are no bytes to write.
        _strings.WriteBytes(in text, size);
        ref var units = ref _strings.Units;
        ref var column = ref (info & StructInfo.KindMask) == (int)ContentKind.Deleted ? ref _lengths : ref units;
        column.Write((ulong)length);
    }

    public void WriteParentRoot(ReadOnlySpan<byte> name)
    {
        _parentInfos.Write(1);
        WriteName(name);
    }

    public void WriteParentItem(ulong client, long clock)
    {
        _parentInfos.Write(0);
        _clients.Write(client);
        _leftClocks.Write(clock);
    }

    public void WriteKey(ReadOnlySpan<byte> key) => WriteName(key);

    public void WriteText(ReadOnlySpan<byte> buffer, Slice text, long units, bool mayHoldLoneSurrogates) =>
        _strings.Write(buffer, text, units, mayHoldLoneSurrogates);

    public void WriteTypeName(ReadOnlySpan<byte> name) => WriteNumberedName(name);

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
        WriteNumberedName(reader.ReadVarBytes().Of(keyAndValue));
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
        _rest.WriteVarUints((ulong)(clock - _deleteClock), (ulong)(length - 1));
        _deleteClock = clock + length;
    }

    public void WriteDeletes(ReadOnlySpan<long> edges)
    {
        for (var i = 0; i + 1 < edges.Length; i += 2)
        {
            WriteDelete(edges[i], edges[i + 1] - edges[i]);
        }
    }

    public byte[] ToArray()
    {
        Finish();
        var output = GC.AllocateUninitializedArray<byte>(FinishedLength());
        Assemble(output);
        return output;
    }

    public void CopyTo(IBufferWriter<byte> output)
    {
        Finish();
        var length = FinishedLength();
        Assemble(output.GetSpan(length));
        output.Advance(length);
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

    private void Finish()
    {
        _keyClocks.Flush();
        _clients.Flush();
        _leftClocks.Flush();
        _rightClocks.Flush();
        _strings.Flush();
        _typeRefs.Flush();
        _lengths.Flush();
    }

    private readonly int FinishedLength() => checked(1
        + VarLength(_keyClockBytes) + VarLength(_clientBytes) + VarLength(_leftClockBytes) + VarLength(_rightClockBytes) + VarLength(_infoBytes)
        + VarLength(_strings.Length) + VarLength(_parentInfoBytes) + VarLength(_typeRefBytes) + VarLength(_lengthBytes)
        + _rest.Length);

    private static int VarLength(ByteWriter column) => VarLength(column.Length);

    private static int VarLength(int length) => VarUint.LengthOf((ulong)length) + length;

    private readonly void Assemble(Span<byte> output)
    {
        output[0] = 0;
        output = output[1..];
        Put(ref output, _keyClockBytes);
        Put(ref output, _clientBytes);
        Put(ref output, _leftClockBytes);
        Put(ref output, _rightClockBytes);
        Put(ref output, _infoBytes);
        PutLength(ref output, _strings.Length);
        output = output[_strings.CopyTo(output)..];
        Put(ref output, _parentInfoBytes);
        Put(ref output, _typeRefBytes);
        Put(ref output, _lengthBytes);
        _rest.Written.CopyTo(output);
    }

    private static void PutLength(ref Span<byte> output, int length) => output = output[VarUint.WriteExactly(output, (ulong)length)..];

    private static void Put(ref Span<byte> output, ByteWriter column)
    {
        PutLength(ref output, column.Length);
        column.Written.CopyTo(output);
        output = output[column.Length..];
    }

    /// <summary>The format could refer to an earlier equal name; Yjs never does, so neither does this.</summary>
    private void WriteNumberedName(ReadOnlySpan<byte> name)
    {
        _keyClocks.Write(_keys++);
        WriteName(name);
    }

    private void WriteName(ReadOnlySpan<byte> text) =>
        _strings.Write(text, new Slice(0, text.Length), Wtf8.Units(text), mayHoldLoneSurrogates: true);
}
