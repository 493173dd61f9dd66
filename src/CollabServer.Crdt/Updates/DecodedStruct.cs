using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// One struct of an update, validated. Slices point into the update or, with a negative start, beside it: <see cref="UpdateBytes"/>. 64 bytes,
/// so that a large update stays in the processor's cache: where there are no origins, what stands in their place is kept in their fields.
/// </summary>
internal struct DecodedStruct
{
    public long Clock;
    public long Length;

    /// <summary>Of the origin, or of the parent's item when <see cref="Parent"/> says so (then there is no origin).</summary>
    public long OriginClock;

    /// <summary>Means something only if there is a right origin.</summary>
    public long RightOriginClock;

    /// <summary>Whose it is. This and the next two are indexes in <see cref="DecodedUpdate.Clients"/>.</summary>
    public int Client;
    public int OriginClient;
    public int RightOriginClient;

    /// <summary>Which of several updates the slices belong to.</summary>
    public int Source;
    public Slice Content;

    /// <summary>See <see cref="StructInfo"/>.</summary>
    public byte Info;
    public ParentForm Parent;
    public TypeKind Type;

    /// <summary>An embed or mark with JSON text rather than "any".</summary>
    public bool IsJsonForm;

    /// <summary>Name of the root that is the parent. A struct with a root has no origin.</summary>
    public Slice RootName
    {
        readonly get => Slice.Unpack(OriginClock);
        set => OriginClock = value.Pack();
    }

    /// <summary>Only where neither origin is; see <see cref="StructInfo.HasKey"/>.</summary>
    public Slice Key
    {
        readonly get => Slice.Unpack(RightOriginClock);
        set => RightOriginClock = value.Pack();
    }

    public readonly ContentKind Kind => (ContentKind)(Info & StructInfo.KindMask);

    public readonly bool HasOrigin => (Info & StructInfo.HasOrigin) != 0;

    public readonly bool HasRightOrigin => (Info & StructInfo.HasRightOrigin) != 0;

    public readonly bool HasKey => (Info & StructInfo.HasKey) != 0;

    public readonly long End => Clock + Length;

    public readonly bool IsSkip => Kind == ContentKind.Skip;

    /// <summary>As if typed in one go with the struct before: its place is beside that one, whatever came between that and the right origin.</summary>
    public readonly bool Continues(ref readonly DecodedStruct before) =>
        HasOrigin
        && Client == before.Client
        && Clock == before.End
        && OriginClient == Client
        && OriginClock == Clock - 1
        && HasRightOrigin == before.HasRightOrigin
        && (!HasRightOrigin || (RightOriginClient == before.RightOriginClient && RightOriginClock == before.RightOriginClock));
}
