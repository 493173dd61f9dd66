using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// Reads update bytes and hands over what is in them, checking everything that can be checked without a document. What was handed over counts only
/// once all was read: the last byte may be the one that is wrong.
/// </summary>
internal static class UpdateDecoder
{
    /// <summary>
    /// Structs end below it. Integers go to 2^53 - 1, but V2 writes the differences of clocks doubled: of what V1 may bring above this, neither we nor
    /// Yjs could read the V2 state again.
    /// </summary>
    private const long ClockLimit = 1L << 52;

    public static void Decode(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits, DecodedUpdate target, int source = 0)
    {
        var firstBlock = target.Blocks.Count;
        var sink = new DecodedRows(target, source);
        Decode(update, encoding, limits, ref sink, target.Rebuilt);
        if (target.Blocks.Count - firstBlock > 1)
        {
            BlockOrder.Check(target, firstBlock);
        }
    }

    /// <param name="rebuilt">Where texts go that slices of the update cannot give (slices with negative starts).</param>
    public static void Decode<TSink>(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits, ref TSink sink, ByteWriter rebuilt)
        where TSink : IStructSink, allows ref struct
    {
        var budget = Math.Min(limits.MaxStructs, Math.Max(limits.FreeStructs, (long)update.Length * limits.MaxStructsPerByte));
        if (encoding == UpdateEncoding.V1)
        {
            var reader = new UpdateReaderV1(update);
            Decode(ref reader, limits, budget, ref sink);
        }
        else
        {
            var reader = new UpdateReaderV2(update, rebuilt, limits.MaxRepeatedNameBytes);
            Decode(ref reader, limits, budget, ref sink);
        }
    }

    private static void Decode<TReader, TSink>(ref TReader reader, UpdateLimits limits, long budget, ref TSink sink)
        where TReader : IUpdateReader, allows ref struct
        where TSink : IStructSink, allows ref struct
    {
        for (var blocks = reader.ReadPlainCount(2); blocks > 0; blocks--)
        {
            budget -= DecodeBlock(ref reader, limits, budget, ref sink);
        }

        sink.BeginDeletes(reader.Position);
        DecodeDeletes(ref reader, ref sink);
        sink.End(reader.Position);
        if (!reader.AtEnd || reader.IsPadded || reader.HasRepairedNames)
        {
            sink.NoteNotCanonical();
        }
    }

    private static long DecodeBlock<TReader, TSink>(ref TReader reader, UpdateLimits limits, long budget, ref TSink sink)
        where TReader : IUpdateReader, allows ref struct
        where TSink : IStructSink, allows ref struct
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

        var client = reader.ReadClient();
        var clock = (long)reader.ReadPlain();
        sink.BeginBlock(client, (int)announced, reader.Position);
        for (var left = announced; left > 0; left--)
        {
            ref var decoded = ref sink.Next();
            decoded.Clock = clock;
            DecodeStruct(ref reader, limits, ref sink, client, ref decoded);
            clock += decoded.Length;
            if ((ulong)clock > ClockLimit)
            {
                MalformedUpdateException.ThrowIntegerOutOfRange();
            }

            if (decoded.Length > 0)
            {
                sink.Take(ref decoded, reader.Position);
            }
            else
            {
                // Owns no clock; Yjs never writes one, though others have.
                sink.NoteNotCanonical();
            }
        }

        sink.EndBlock();
        return (long)announced;
    }

    private static void DecodeStruct<TReader, TSink>(ref TReader reader, UpdateLimits limits, ref TSink sink, ulong client, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
        where TSink : IStructSink, allows ref struct
    {
        var info = reader.ReadInfo();
        decoded.Info = info;
        if ((info & StructInfo.KindMask) is (int)ContentKind.Collected or (int)ContentKind.Skip)
        {
            DecodeRange(ref reader, ref sink, ref decoded);
            return;
        }

        if ((info & StructInfo.HasOrigin) != 0)
        {
            var origin = reader.ReadLeftId(out decoded.OriginClock);
            RequireEarlier(client, decoded.Clock, origin, decoded.OriginClock);
            decoded.OriginClient = sink.Intern(origin);
        }

        if ((info & StructInfo.HasRightOrigin) != 0)
        {
            var origin = reader.ReadRightId(out decoded.RightOriginClock);
            RequireEarlier(client, decoded.Clock, origin, decoded.RightOriginClock);
            decoded.RightOriginClient = sink.Intern(origin);
        }

        if ((info & StructInfo.HasAnyOrigin) == 0)
        {
            DecodeParent(ref reader, ref sink, client, ref decoded);
        }

        if ((info & StructInfo.KindMask) == (int)ContentKind.String)
        {
            decoded.Content = reader.ReadText(out var units);
            decoded.Length = units;
        }
        else
        {
            DecodeContent(ref reader, limits, ref decoded);
        }
    }

    /// <summary>A struct that is only a range of clocks.</summary>
    private static void DecodeRange<TReader, TSink>(ref TReader reader, ref TSink sink, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
        where TSink : IStructSink, allows ref struct
    {
        var info = decoded.Info;
        decoded.Info = (byte)decoded.Kind;
        decoded.Length = decoded.IsSkip ? (long)reader.ReadPlain() : reader.ReadLength();
        if (info != decoded.Info)
        {
            sink.NoteNotCanonical();
        }
    }

    private static void DecodeParent<TReader, TSink>(ref TReader reader, ref TSink sink, ulong client, ref DecodedStruct decoded)
        where TReader : IUpdateReader, allows ref struct
        where TSink : IStructSink, allows ref struct
    {
        var parentInfo = reader.ReadParentInfo();
        if (parentInfo > 1)
        {
            sink.NoteNotCanonical();
        }

        if (parentInfo == 1)
        {
            decoded.Parent = ParentForm.Root;
            decoded.RootName = reader.ReadString();
        }
        else
        {
            decoded.Parent = ParentForm.Item;
            var parent = reader.ReadLeftId(out decoded.OriginClock);
            RequireEarlier(client, decoded.Clock, parent, decoded.OriginClock);
            decoded.OriginClient = sink.Intern(parent);
        }

        if (decoded.HasKey)
        {
            decoded.Key = reader.ReadString();
        }
    }

    /// <summary>Anything but text.</summary>
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
    private static void RequireEarlier(ulong client, long clock, ulong referredClient, long referredClock)
    {
        if (referredClock >= ClockLimit)
        {
            MalformedUpdateException.ThrowIntegerOutOfRange();
        }

        if (referredClient == client && referredClock >= clock)
        {
            MalformedUpdateException.Throw(MalformedUpdateReason.ForwardReference, "A struct refers to itself or to a later one of its own client.");
        }
    }

    private static void DecodeDeletes<TReader, TSink>(ref TReader reader, ref TSink sink)
        where TReader : IUpdateReader, allows ref struct
        where TSink : IStructSink, allows ref struct
    {
        for (var clients = reader.ReadPlainCount(2); clients > 0; clients--)
        {
            reader.BeginDeletesOfClient();
            var client = reader.ReadPlain();
            var ranges = reader.ReadPlainCount(2);
            sink.BeginDeletesOfClient(client, ranges);
            for (; ranges > 0; ranges--)
            {
                var clock = reader.ReadDeleteClock();
                var length = reader.ReadDeleteLength();
                if ((ulong)(clock + length) > ByteReader.MaxInteger)
                {
                    MalformedUpdateException.ThrowIntegerOutOfRange();
                }

                if (length > 0)
                {
                    sink.TakeDelete(clock, length);
                }
                else
                {
                    sink.NoteNotCanonical();
                }
            }
        }
    }
}
