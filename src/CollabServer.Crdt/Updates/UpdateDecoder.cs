using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>Turns update bytes into a <see cref="DecodedUpdate"/>, checking everything that can be checked without a document.</summary>
internal static class UpdateDecoder
{
    public static void Decode(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits, DecodedUpdate target, int source = 0)
    {
        var budget = Math.Min(limits.MaxStructs, Math.Max(limits.FreeStructs, (long)update.Length * limits.MaxStructsPerByte));
        if (encoding == UpdateEncoding.V1)
        {
            var reader = new UpdateReaderV1(update);
            Decode(ref reader, limits, budget, target, source);
        }
        else
        {
            var reader = new UpdateReaderV2(update, target.Rebuilt);
            Decode(ref reader, limits, budget, target, source);
        }
    }

    private static void Decode<TReader>(ref TReader reader, UpdateLimits limits, long budget, DecodedUpdate target, int source)
        where TReader : IUpdateReader, allows ref struct
    {
        var firstBlock = target.Blocks.Count;
        for (var blocks = reader.ReadPlainCount(2); blocks > 0; blocks--)
        {
            budget -= DecodeBlock(ref reader, limits, budget, target, source);
        }

        if (target.Blocks.Count - firstBlock > 1)
        {
            BlockOrder.Check(target, firstBlock);
        }

        DecodeDeletes(ref reader, target);
        target.IsNotCanonical |= !reader.AtEnd || reader.HasRepairedNames;
    }

    private static long DecodeBlock<TReader>(ref TReader reader, UpdateLimits limits, long budget, DecodedUpdate target, int source)
        where TReader : IUpdateReader, allows ref struct
    {
        var announced = reader.ReadPlain();
        if (announced > (ulong)reader.MaxStructs)
        {
            MalformedUpdateException.ThrowTruncated();
        }

        if (announced > (ulong)budget)
        {
            MalformedUpdateException.Throw(MalformedUpdateReason.LimitExceeded, $"An update announces {announced} structs.");
        }

        var client = target.Clients.Intern(reader.ReadClient());
        var clock = (long)reader.ReadPlain();
        var first = target.StructCount;
        for (var left = announced; left > 0; left--)
        {
            ref var decoded = ref target.Add();
            decoded.Client = client;
            decoded.Clock = clock;
            decoded.Source = source;
            DecodeStruct(ref reader, limits, target, client, ref decoded);
            clock += decoded.Length;
            if ((ulong)clock > ByteReader.MaxInteger)
            {
                MalformedUpdateException.ThrowIntegerOutOfRange();
            }

            if (decoded.Length == 0)
            {
                // Owns no clock; Yjs never writes one, though others have.
                target.RemoveLast();
                target.IsNotCanonical = true;
            }
        }

        if (target.StructCount > first)
        {
            target.Blocks.Add(new DecodedBlock(client, first, target.StructCount - first));
        }
        else
        {
            target.IsNotCanonical = true;
        }

        return (long)announced;
    }

    private static void DecodeStruct<TReader>(ref TReader reader, UpdateLimits limits, DecodedUpdate target, int client, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
    {
        var info = reader.ReadInfo();
        switch ((ContentKind)(info & StructInfo.KindMask))
        {
            case ContentKind.Collected:
                decoded.Info = (byte)ContentKind.Collected;
                decoded.Length = reader.ReadLength();
                target.IsNotCanonical |= info != decoded.Info;
                return;
            case ContentKind.Skip:
                decoded.Info = (byte)ContentKind.Skip;
                decoded.Length = (long)reader.ReadPlain();
                target.IsNotCanonical |= info != decoded.Info;
                return;
        }

        decoded.Info = info;
        if ((info & StructInfo.HasOrigin) != 0)
        {
            decoded.OriginClient = target.Clients.Intern(reader.ReadLeftId(out decoded.OriginClock));
            RequireEarlier(client, decoded.Clock, decoded.OriginClient, decoded.OriginClock);
        }

        if ((info & StructInfo.HasRightOrigin) != 0)
        {
            decoded.RightOriginClient = target.Clients.Intern(reader.ReadRightId(out decoded.RightOriginClock));
            RequireEarlier(client, decoded.Clock, decoded.RightOriginClient, decoded.RightOriginClock);
        }

        if ((info & StructInfo.HasAnyOrigin) == 0)
        {
            DecodeParent(ref reader, target, client, ref decoded);
        }

        DecodeContent(ref reader, limits, ref decoded);
    }

    private static void DecodeParent<TReader>(ref TReader reader, DecodedUpdate target, int client, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
    {
        var parentInfo = reader.ReadParentInfo();
        target.IsNotCanonical |= parentInfo > 1;
        if (parentInfo == 1)
        {
            decoded.Parent = ParentForm.Root;
            decoded.RootName = reader.ReadString();
        }
        else
        {
            decoded.Parent = ParentForm.Item;
            decoded.OriginClient = target.Clients.Intern(reader.ReadLeftId(out decoded.OriginClock));
            RequireEarlier(client, decoded.Clock, decoded.OriginClient, decoded.OriginClock);
        }

        if (decoded.HasKey)
        {
            decoded.Key = reader.ReadString();
        }
    }

    private static void DecodeContent<TReader>(ref TReader reader, UpdateLimits limits, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
    {
        decoded.Length = 1;
        switch (decoded.Kind)
        {
            case ContentKind.Deleted:
                decoded.Length = reader.ReadLength();
                break;
            case ContentKind.Json:
                decoded.Length = reader.ReadLength();
                decoded.Content = reader.ReadJson((ulong)decoded.Length, limits.MaxValueDepth);
                break;
            case ContentKind.Binary:
                decoded.Content = reader.ReadBinary();
                break;
            case ContentKind.String:
                decoded.Content = reader.ReadText(out var units);
                decoded.Length = units;
                break;
            case ContentKind.Embed:
                decoded.Content = reader.ReadEmbed(limits.MaxValueDepth, out decoded.IsJsonForm);
                break;
            case ContentKind.Format:
                decoded.Content = reader.ReadFormat(limits.MaxValueDepth, out decoded.IsJsonForm);
                break;
            case ContentKind.Type:
                DecodeType(ref reader, ref decoded);
                break;
            case ContentKind.Any:
                decoded.Length = reader.ReadLength();
                decoded.Content = reader.ReadAny((ulong)decoded.Length, limits.MaxValueDepth);
                break;
            case ContentKind.Doc:
                decoded.Content = reader.ReadDoc(limits.MaxValueDepth);
                break;
            default:
                MalformedUpdateException.Throw(MalformedUpdateReason.UnknownContent, $"Content reference {(int)decoded.Kind} is unknown.");
                break;
        }
    }

    private static void DecodeType<TReader>(ref TReader reader, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
    {
        var typeRef = reader.ReadTypeRef();
        if (typeRef > (ulong)TypeKind.XmlText)
        {
            MalformedUpdateException.Throw(MalformedUpdateReason.UnknownContent, $"Type reference {typeRef} is unknown.");
        }

        decoded.Type = (TypeKind)typeRef;
        if (decoded.Type is TypeKind.XmlElement or TypeKind.XmlHook)
        {
            decoded.Content = reader.ReadTypeName();
        }
    }

    /// <summary>A struct can refer to earlier ones of its own client only; anything else could never be integrated, by nobody.</summary>
    private static void RequireEarlier(int client, long clock, int referredClient, long referredClock)
    {
        if (referredClient == client && referredClock >= clock)
        {
            MalformedUpdateException.Throw(MalformedUpdateReason.ForwardReference, "A struct refers to itself or to a later one of its own client.");
        }
    }

    private static void DecodeDeletes<TReader>(ref TReader reader, DecodedUpdate target)
        where TReader : IUpdateReader, allows ref struct
    {
        for (var clients = reader.ReadPlainCount(2); clients > 0; clients--)
        {
            reader.BeginDeletesOfClient();
            var client = target.Clients.Intern(reader.ReadPlain());
            for (var ranges = reader.ReadPlainCount(2); ranges > 0; ranges--)
            {
                var clock = reader.ReadDeleteClock();
                var length = reader.ReadDeleteLength();
                if ((ulong)(clock + length) > ByteReader.MaxInteger)
                {
                    MalformedUpdateException.ThrowIntegerOutOfRange();
                }

                if (length == 0)
                {
                    target.IsNotCanonical = true;
                    continue;
                }

                target.Deletes.Add(new DeletedRange(client, clock, length));
            }
        }
    }
}
