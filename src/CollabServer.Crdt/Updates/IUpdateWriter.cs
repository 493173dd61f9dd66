using System.Buffers;

namespace CollabServer.Crdt.Updates;

/// <summary>One encoding of updates, field by field; the counterpart of <see cref="IUpdateReader"/>. Disposing gives its buffers back.</summary>
internal interface IUpdateWriter : IDisposable
{
    /// <summary>About so many bytes of structs and of texts are coming.</summary>
    void Expect(int structBytes, int textBytes);

    /// <summary>A number outside the columns: counts, first clocks, skip lengths.</summary>
    void WritePlain(ulong value);

    void WriteClient(ulong client);

    void WriteInfo(byte info);

    void WriteLeftId(ulong client, long clock);

    void WriteRightId(ulong client, long clock);

    void WriteParentIsRoot(bool isRoot);

    /// <summary>A text, a root name or a map key; lone surrogates become U+FFFD on the way.</summary>
    void WriteString(ReadOnlySpan<byte> text, int units);

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

    void BeginDeletesOfClient(ulong client, int ranges);

    void WriteDelete(long clock, long length);

    byte[] ToArray();

    void CopyTo(IBufferWriter<byte> output);
}
