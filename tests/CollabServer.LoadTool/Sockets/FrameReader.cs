using System.Buffers.Binary;

namespace CollabServer.LoadTool.Sockets;

/// <summary>
/// Cuts the bytes of a socket into WebSocket messages. Memory of a payload is valid until the next <see cref="GetFreeMemory"/>.
/// </summary>
internal sealed class FrameReader(int initialSize)
{
    private const int LargestMessage = 1 << 30;

    private byte[] _buffer = new byte[initialSize];
    private int _start;
    private int _end;
    private byte[]? _fragments;
    private byte _fragmentedOpcode;

    /// <summary>Room for the next receive.</summary>
    public Memory<byte> GetFreeMemory()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end < _buffer.Length)
            return _buffer.AsMemory(_end);
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else
        {
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        }
        return _buffer.AsMemory(_end);
    }

    public void Advance(int received) => _end += received;

    /// <summary>What is buffered and not yet read as frames: the handshake reads its response here.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public void Skip(int count) => _start += count;

    public bool TryRead(out ReceivedFrame frame)
    {
        while (TryReadFrame(out var first, out var payload))
        {
            var opcode = (byte)(first & 0x0f);
            var final = (first & 0x80) != 0;
            if (opcode >= FrameBatch.Close || (final && opcode != 0))
            {
                frame = new ReceivedFrame(opcode, payload);
                return true;
            }
            // A fragmented message: rare enough for a copy.
            if (opcode != 0)
                _fragmentedOpcode = opcode;
            _fragments = [.. _fragments ?? [], .. payload.Span];
            if (!final)
                continue;
            frame = new ReceivedFrame(_fragmentedOpcode, _fragments);
            _fragments = null;
            return true;
        }
        frame = default;
        return false;
    }

    private bool TryReadFrame(out byte first, out ReadOnlyMemory<byte> payload)
    {
        first = 0;
        payload = default;
        var unread = Unread;
        if (unread.Length < 2)
            return false;
        long length = unread[1] & 0x7f;
        var header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (unread.Length < header)
            return false;
        if (header == 4)
            length = BinaryPrimitives.ReadUInt16BigEndian(unread[2..]);
        else if (header == 10)
            length = BinaryPrimitives.ReadInt64BigEndian(unread[2..]);
        if (length is < 0 or > LargestMessage)
            throw new InvalidDataException($"The server announces a message of {length} bytes.");
        if (unread.Length - header < length)
            return false;
        first = unread[0];
        payload = _buffer.AsMemory(_start + header, (int)length);
        _start += header + (int)length;
        return true;
    }
}
