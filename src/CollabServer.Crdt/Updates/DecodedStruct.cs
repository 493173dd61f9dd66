using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>One struct of an update, validated. Slices point into the update or, with a negative start, beside it: <see cref="UpdateBytes"/>.</summary>
internal struct DecodedStruct
{
    public long Clock;
    public long Length;

    /// <summary>Origin, or the parent's item when <see cref="Parent"/> says so (then there is no origin).</summary>
    public long OriginClock;
    public long RightOriginClock;

    /// <summary>Whose it is. This and the next two are indexes in <see cref="DecodedUpdate.Clients"/>.</summary>
    public int Client;
    public int OriginClient;
    public int RightOriginClient;

    /// <summary>Name of the root that is the parent.</summary>
    public Slice RootName;
    public Slice Key;
    public Slice Content;

    /// <summary>See <see cref="StructInfo"/>.</summary>
    public byte Info;
    public ParentForm Parent;
    public TypeKind Type;

    /// <summary>An embed or mark with JSON text rather than "any".</summary>
    public bool IsJsonForm;

    /// <summary>Which of several updates the slices belong to.</summary>
    public int Source;

    public readonly ContentKind Kind => (ContentKind)(Info & StructInfo.KindMask);

    public readonly bool HasOrigin => (Info & StructInfo.HasOrigin) != 0;

    public readonly bool HasRightOrigin => (Info & StructInfo.HasRightOrigin) != 0;

    public readonly bool HasKey => (Info & StructInfo.HasKey) != 0;

    public readonly long End => Clock + Length;

    public readonly bool IsSkip => Kind == ContentKind.Skip;
}
