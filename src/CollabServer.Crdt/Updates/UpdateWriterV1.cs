using System.Buffers;
using System.Runtime.CompilerServices;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

#pragma warning disable CA1001 // It is disposable, through the interface.

/// <summary>Writes the first encoding; the grammar is at <see cref="UpdateReaderV1"/>.</summary>
internal readonly struct UpdateWriterV1() : IUpdateWriter
{
    private const int LongestHead = 1 + (4 * VarUint.Room);

    private readonly ByteWriter _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.Written;

    public void Expect(int structBytes, int textBytes) => _bytes.Reserve(structBytes + textBytes);

    public void WritePlain(ulong value) => _bytes.WriteVarUint(value);

    public void BeginBlock(int structs, ulong client, long clock)
    {
        _bytes.WriteVarUint((ulong)structs);
        _bytes.WriteVarUints(client, (ulong)clock);
    }

    public void WriteInfo(byte info) => _bytes.WriteByte(info);

    public void WriteItem(byte info, ulong originClient, long originClock, ulong rightOriginClient, long rightOriginClock)
    {
        ref var start = ref _bytes.Room(LongestHead);
        _bytes.Advance(ref start, ref PutHead(ref start, info, originClient, originClock, rightOriginClient, rightOriginClock));
    }

    public WritePlace Open() => _bytes.Open();

    public void Close(WritePlace place) => _bytes.Close(place);

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
        var room = LongestHead + VarUint.Room + size + ByteWriter.CopiedAtOnce;
        if (!place.HasRoom(room))
        {
            place = _bytes.Enlarge(place, room);
        }

        ref var end = ref place.Next;
        end = info;
        end = ref Unsafe.Add(ref end, 1);
        end = ref originClient == usualClient.Value ? ref usualClient.Put(ref end) : ref VarUint.Put(ref end, originClient);
        end = ref VarUint.Put(ref end, (ulong)originClock);
        end = ref rightOriginClient == usualClient.Value ? ref usualClient.Put(ref end) : ref VarUint.Put(ref end, rightOriginClient);
        end = ref VarUint.Put(ref end, (ulong)rightOriginClock);

        // Of what is deleted there is no size, of text no length to write.
        var ifDeleted = 0UL - ((ulong)info & (ulong)ContentKind.Deleted);
        end = ref VarUint.Put(ref end, (uint)size | ((ulong)length & ifDeleted));
        place.Next = ref ByteWriter.Put(ref end, in text, size);
    }

    public void WriteParentRoot(ReadOnlySpan<byte> name)
    {
        _bytes.WriteByte(1);
        _bytes.WriteVarText(name);
    }

    public void WriteParentItem(ulong client, long clock)
    {
        _bytes.WriteByte(0);
        _bytes.WriteVarUints(client, (ulong)clock);
    }

    public void WriteKey(ReadOnlySpan<byte> key) => _bytes.WriteVarText(key);

    public void WriteText(ReadOnlySpan<byte> buffer, Slice text, long units, bool mayHoldLoneSurrogates)
    {
        if (mayHoldLoneSurrogates)
        {
            _bytes.WriteVarText(text.Of(buffer));
        }
        else
        {
            _bytes.WriteVarUint((ulong)text.Length);
            _bytes.WriteSlice(buffer, text);
        }
    }

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

    public void WriteDeletes(ReadOnlySpan<long> edges)
    {
        const int Longest = 2 * VarUint.Room;
        var place = _bytes.Open();
        for (var i = 0; i + 1 < edges.Length; i += 2)
        {
            if (!place.HasRoom(Longest))
            {
                place = _bytes.Enlarge(place, Longest);
            }

            place.Next = ref VarUint.Put(ref VarUint.Put(ref place.Next, (ulong)edges[i]), (ulong)(edges[i + 1] - edges[i]));
        }

        _bytes.Close(place);
    }

    public byte[] ToArray() => _bytes.ToArray();

    public void CopyTo(IBufferWriter<byte> output) => output.Write(_bytes.Written);

    public void Dispose() => _bytes.Dispose();

    /// <summary>Needs <see cref="LongestHead"/> bytes; returns the place behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte PutHead(
        ref byte target, byte info, ulong originClient, long originClock, ulong rightOriginClient, long rightOriginClock)
    {
        target = info;
        target = ref Unsafe.Add(ref target, 1);
        if ((info & StructInfo.HasOrigin) != 0)
        {
            target = ref VarUint.Put(ref VarUint.Put(ref target, originClient), (ulong)originClock);
        }

        if ((info & StructInfo.HasRightOrigin) != 0)
        {
            target = ref VarUint.Put(ref VarUint.Put(ref target, rightOriginClient), (ulong)rightOriginClock);
        }

        return ref target;
    }

    private void WriteAsJson(ReadOnlySpan<byte> any)
    {
        using var json = new ByteWriter();
        AnyToJson.Convert(any, json);
        _bytes.WriteVarBytes(json.Written);
    }
}
