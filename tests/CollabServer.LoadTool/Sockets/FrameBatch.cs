using System.Buffers;
using System.Buffers.Binary;

namespace CollabServer.LoadTool.Sockets;

/// <summary>
/// Collects client frames for one send. A payload is written to <see cref="Payload"/>, then <see cref="EndFrame"/> puts it behind its
/// header. The masking key is zero, which is allowed on the wire and spares the generator the work; the server unmasks all the same.
/// </summary>
internal sealed class FrameBatch
{
    public const byte Binary = 0x2;
    public const byte Close = 0x8;
    public const byte Pong = 0xA;

    private readonly ArrayBufferWriter<byte> _payload = new(256);
    private readonly ArrayBufferWriter<byte> _frames = new(512);

    public ArrayBufferWriter<byte> Payload => _payload;

    public bool IsEmpty => _frames.WrittenCount == 0;

    public ReadOnlyMemory<byte> Frames => _frames.WrittenMemory;

    public void EndFrame(byte opcode = Binary)
    {
        var payload = _payload.WrittenSpan;
        var header = _frames.GetSpan(14 + payload.Length);
        header[0] = (byte)(0x80 | opcode);
        int at;
        if (payload.Length < 126)
        {
            header[1] = (byte)(0x80 | payload.Length);
            at = 2;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            header[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload.Length);
            at = 4;
        }
        else
        {
            header[1] = 0x80 | 127;
            BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payload.Length);
            at = 10;
        }
        header.Slice(at, 4).Clear();
        at += 4;
        payload.CopyTo(header[at..]);
        _frames.Advance(at + payload.Length);
        _payload.ResetWrittenCount();
    }

    public void Clear() => _frames.ResetWrittenCount();
}
