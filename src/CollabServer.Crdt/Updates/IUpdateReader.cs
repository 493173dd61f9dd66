using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Updates;

/// <summary>One encoding of updates, field by field, in the order <see cref="UpdateDecoder"/> asks. Every method throws on malformed bytes.</summary>
internal interface IUpdateReader
{
    /// <summary>How many structs the rest of the bytes could hold; no more than that are announced honestly.</summary>
    long MaxStructs { get; }

    /// <summary>Bytes read so far, outside the columns.</summary>
    int Position { get; }

    /// <summary>Some integer outside the columns took more bytes than it needs.</summary>
    bool IsPadded { get; }

    /// <summary>Everything was read.</summary>
    bool AtEnd { get; }

    /// <summary>A name read so far held half a character, which was replaced.</summary>
    bool HasRepairedNames { get; }

    /// <summary>A number outside the columns: counts, first clocks, skip lengths.</summary>
    ulong ReadPlain();

    /// <summary>A count outside the columns, of things that take at least this many bytes there.</summary>
    int ReadPlainCount(int bytesEach);

    ulong ReadClient();

    byte ReadInfo();

    ulong ReadLeftId(out long clock);

    ulong ReadRightId(out long clock);

    /// <summary>1: the parent is a root; anything else: an item.</summary>
    ulong ReadParentInfo();

    /// <summary>A root name or a map key.</summary>
    Slice ReadString();

    /// <summary>The name of an XML element or hook.</summary>
    Slice ReadTypeName();

    Slice ReadText(out int units);

    ulong ReadTypeRef();

    long ReadLength();

    Slice ReadAny(ulong count, int maxDepth);

    Slice ReadBinary();

    Slice ReadJson(ulong count, int maxDepth);

    Slice ReadEmbed(int maxDepth, out bool isJson);

    Slice ReadFormat(int maxDepth, out bool isJson);

    Slice ReadDoc(int maxDepth);

    void BeginDeletesOfClient();

    long ReadDeleteClock();

    long ReadDeleteLength();
}
