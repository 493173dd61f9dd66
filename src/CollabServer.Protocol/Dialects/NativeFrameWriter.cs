using System.Buffers;
using System.Diagnostics;
using CollabServer.MessagePack;
using CollabServer.Protocol.Messages;

namespace CollabServer.Protocol.Dialects;

/// <summary>
/// Writes the native frames of the server. Frames that carry document bytes go into one array of exactly their size, because the same
/// array is queued to every session of a document.
/// </summary>
internal static class NativeFrameWriter
{
    private const ulong ServerRef = 0;

    // [5, ref, update]
    public static byte[] Update(ReadOnlySpan<byte> update)
    {
        var frame = Allocate(3, MessagePackWriter.GetBinHeaderLength(update.Length) + update.Length);
        var writer = Begin(frame, 3, MessageKind.Update);
        writer.Write(ServerRef);
        writer.Write(update);
        return Complete(frame, writer);
    }

    // [kind, bytes]
    public static byte[] Bytes(MessageKind kind, ReadOnlySpan<byte> bytes)
    {
        var frame = Allocate(2, MessagePackWriter.GetBinHeaderLength(bytes.Length) + bytes.Length);
        var writer = Begin(frame, 2, kind);
        writer.Write(bytes);
        return Complete(frame, writer);
    }

    /// <summary>The parts of one update; an update that fits is a single part.</summary>
    public static void SyncParts(ReadOnlyMemory<byte> update, List<ReadOnlyMemory<byte>> frames)
    {
        var parts = int.Max(1, (int)(((long)update.Length + NativeLimits.SyncPartBytes - 1) / NativeLimits.SyncPartBytes));
        for (var part = 0; part < parts; part++)
        {
            var start = part * NativeLimits.SyncPartBytes;
            var length = int.Min(NativeLimits.SyncPartBytes, update.Length - start);
            frames.Add(SyncPart(update.Span.Slice(start, length), part, parts));
        }
    }

    // [4, bytes, part, parts, ref]
    private static byte[] SyncPart(ReadOnlySpan<byte> bytes, int part, int parts)
    {
        var numbers = MessagePackWriter.GetEncodedLength((long)part) + MessagePackWriter.GetEncodedLength((long)parts) - 2;
        var frame = Allocate(5, MessagePackWriter.GetBinHeaderLength(bytes.Length) + bytes.Length + numbers);
        var writer = Begin(frame, 5, MessageKind.SyncPart);
        writer.Write(bytes);
        writer.Write(part);
        writer.Write(parts);
        writer.Write(ServerRef);
        return Complete(frame, writer);
    }

    public static byte[] Small(ServerMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        switch (message)
        {
            case Welcome welcome:
                WriteWelcome(ref writer, welcome);
                break;
            case Ack ack:
                WriteHead(ref writer, 4, MessageKind.Ack);
                writer.Write(ack.AppliedRef);
                writer.Write(ack.DurableRef);
                writer.Write(ack.Seq);
                break;
            case ServerApplicationMessage application:
                WriteHead(ref writer, 3, MessageKind.Message);
                writer.Write(application.Channel);
                writer.WriteRaw(application.Value.Span);
                break;
            case Notice notice:
                WriteHead(ref writer, 3, MessageKind.Notice);
                writer.Write(notice.Code);
                WriteData(ref writer, notice.Data);
                break;
            case Error error:
                WriteHead(ref writer, 4, MessageKind.Error);
                writer.Write(error.Code);
                writer.Write(error.Message);
                if (error.Ref is { } reference)
                    writer.Write(reference);
                else
                    writer.WriteNil();
                break;
            case ServerPing ping:
                WriteHead(ref writer, 2, MessageKind.Ping);
                writer.Write(ping.Timestamp);
                break;
            case ServerPong pong:
                WriteHead(ref writer, 2, MessageKind.Pong);
                writer.Write(pong.Timestamp);
                break;
            default:
                throw new UnreachableException($"{message.GetType().Name} has no native frame.");
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    // [2, generation, permission, user|nil, durableSeq, limits, sessionId]
    private static void WriteWelcome(ref MessagePackWriter writer, Welcome welcome)
    {
        WriteHead(ref writer, 7, MessageKind.Welcome);
        writer.Write(welcome.Generation.Span);
        writer.Write(welcome.Permission);
        writer.Write(welcome.User);
        writer.Write(welcome.DurableSeq);
        writer.WriteMapHeader(4);
        writer.WriteString("maxMessageBytes"u8);
        writer.Write(welcome.Limits.MaxMessageBytes);
        writer.WriteString("maxSyncPartBytes"u8);
        writer.Write(welcome.Limits.MaxSyncPartBytes);
        writer.WriteString("maxUpdateBytes"u8);
        writer.Write(welcome.Limits.MaxUpdateBytes);
        writer.WriteString("maxAwarenessBytes"u8);
        writer.Write(welcome.Limits.MaxAwarenessBytes);
        writer.Write(welcome.SessionId);
    }

    private static void WriteData(ref MessagePackWriter writer, IReadOnlyDictionary<string, object?>? data)
    {
        if (data is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteMapHeader(data.Count);
        foreach (var (key, value) in data)
        {
            writer.Write(key);
            switch (value)
            {
                case null:
                    writer.WriteNil();
                    break;
                case bool truth:
                    writer.Write(truth);
                    break;
                case int number:
                    writer.Write(number);
                    break;
                case long number:
                    writer.Write(number);
                    break;
                case double number:
                    writer.Write(number);
                    break;
                case string text:
                    writer.Write(text);
                    break;
                default:
                    throw new ArgumentException($"A notice cannot carry a {value.GetType().Name}.", nameof(data));
            }
        }
    }

    /// <summary>An array for a frame: array header, kind and small integers take one byte each, the rest is payload.</summary>
    private static byte[] Allocate(int singleBytes, int payload) => GC.AllocateUninitializedArray<byte>(checked(singleBytes + payload));

    private static MessagePackWriter Begin(byte[] frame, int fields, MessageKind kind)
    {
        var writer = new MessagePackWriter(frame);
        WriteHead(ref writer, fields, kind);
        return writer;
    }

    private static void WriteHead(ref MessagePackWriter writer, int fields, MessageKind kind)
    {
        writer.WriteArrayHeader(fields);
        writer.Write((int)kind);
    }

    private static byte[] Complete(byte[] frame, in MessagePackWriter writer)
    {
        Debug.Assert(writer.BytesWritten == frame.Length, "The frame's size was computed wrongly.");
        return frame;
    }
}
