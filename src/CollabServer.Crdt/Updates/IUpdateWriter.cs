using System.Buffers;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>One encoding of updates, field by field; the counterpart of <see cref="IUpdateReader"/>. Disposing gives its buffers back.</summary>
internal interface IUpdateWriter : IDisposable
{
    /// <summary>About so many bytes of structs and of texts are coming.</summary>
    void Expect(int structBytes, int textBytes);

    /// <summary>A number outside the columns: counts, skip lengths.</summary>
    void WritePlain(ulong value);

    /// <summary>So many structs of a client follow, from this clock on.</summary>
    void BeginBlock(int structs, ulong client, long clock);

    /// <summary>The info byte of a struct that is no item.</summary>
    void WriteInfo(byte info);

    /// <summary>The head of an item: its info byte, and the origins which that announces.</summary>
    void WriteItem(byte info, ulong originClient, long originClock, ulong rightOriginClient, long rightOriginClock);

    /// <summary>Where calls of <see cref="WriteTextOrDeleted"/> begin to write; until <see cref="Close"/> nothing else is written.</summary>
    WritePlace Open();

    void Close(WritePlace place);

    /// <summary>
    /// A whole item with both origins that is text without lone surrogates or, by its info byte, deleted (then the text is empty). The usual
    /// struct, so that one call says it all.
    /// </summary>
    /// <param name="place">From <see cref="Open"/>.</param>
    /// <param name="usualClient">Whom most origins belong to.</param>
    /// <param name="text">As many bytes as <paramref name="size"/> says, and no less than <see cref="ByteWriter.CopiedAtOnce"/>, can be read there.</param>
    void WriteTextOrDeleted(
        ref WritePlace place,
        in FrequentVarUint usualClient,
        byte info,
        ulong originClient,
        long originClock,
        ulong rightOriginClient,
        long rightOriginClock,
        ref readonly byte text,
        int size,
        long length);

    void WriteParentRoot(ReadOnlySpan<byte> name);

    void WriteParentItem(ulong client, long clock);

    /// <summary>A map key; lone surrogates become U+FFFD on the way.</summary>
    void WriteKey(ReadOnlySpan<byte> key);

    /// <summary>A text, as a slice of a buffer; lone surrogates become U+FFFD on the way, if it may have any.</summary>
    void WriteText(ReadOnlySpan<byte> buffer, Slice text, long units, bool mayHoldLoneSurrogates);

    /// <summary>The name of an XML element or hook.</summary>
    void WriteTypeName(ReadOnlySpan<byte> name);

    void WriteTypeRef(int typeRef);

    void WriteLength(long length);

    /// <summary>Values that are encoded already.</summary>
    void WriteAny(ReadOnlySpan<byte> values);

    void WriteBinary(ReadOnlySpan<byte> bytes);

    /// <summary>Contents as <see cref="Store.ContentForms"/> describes them.</summary>
    void WriteJson(ReadOnlySpan<byte> texts);

    void WriteEmbed(ReadOnlySpan<byte> value, bool isJson);

    void WriteFormat(ReadOnlySpan<byte> keyAndValue, bool isJson);

    void WriteDoc(ReadOnlySpan<byte> guidAndOptions);

    /// <summary>So many calls of <see cref="WriteDelete"/> follow, or one of <see cref="WriteDeletes"/>.</summary>
    void BeginDeletesOfClient(ulong client, int ranges);

    void WriteDelete(long clock, long length);

    /// <summary>All ranges of a client: where each begins and ends.</summary>
    void WriteDeletes(ReadOnlySpan<long> edges);

    byte[] ToArray();

    void CopyTo(IBufferWriter<byte> output);
}
