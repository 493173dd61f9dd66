using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CollabServer.LoadTool.Sockets;

/// <summary>
/// A WebSocket client cut down to what a load generator needs: no masking work, no compression, no timers, one buffer. Generator and
/// server share the machine, so every cycle spent here is taken from what is measured.
/// </summary>
internal sealed class WebSocketConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SemaphoreSlim _sending = new(1);
    private readonly FrameReader _frames = new(initialSize: 4096);

    /// <summary>0 until the server closes; 1006 when it left without a close frame.</summary>
    public int CloseCode { get; private set; }

    public string CloseReason { get; private set; } = "";

    public async Task ConnectAsync(Uri url, string? subprotocol, CancellationToken ct)
    {
        var address = IPAddress.TryParse(url.Host, out var literal) ? literal : (await Dns.GetHostAddressesAsync(url.Host, ct))[0];
        await _socket.ConnectAsync(new IPEndPoint(address, url.Port), ct);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request =
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            + (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n")
            + "\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), ct);
        await ReadHandshakeAsync(url, ct);
    }

    private async Task ReadHandshakeAsync(Uri url, CancellationToken ct)
    {
        while (true)
        {
            var received = await _socket.ReceiveAsync(_frames.GetFreeMemory(), ct);
            if (received == 0)
                throw new IOException($"{url}: the server closed the connection during the handshake.");
            _frames.Advance(received);
            var end = _frames.Unread.IndexOf("\r\n\r\n"u8);
            if (end < 0)
                continue;
            var response = Encoding.ASCII.GetString(_frames.Unread[..end]);
            if (!response.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
                throw new IOException($"{url}: {response.Split('\r')[0]}");
            _frames.Skip(end + 4);
            return;
        }
    }

    /// <summary>Reads messages until the server closes; <paramref name="onMessage"/> runs on the thread that received.</summary>
    public async Task ReceiveAsync(Func<ReadOnlyMemory<byte>, ValueTask> onMessage, Func<ValueTask>? beforeReceive = null)
    {
        try
        {
            while (true)
            {
                while (_frames.TryRead(out var frame))
                {
                    switch (frame.Opcode)
                    {
                        case FrameBatch.Binary:
                            await onMessage(frame.Payload);
                            break;
                        case 0x9:
                            await PongAsync(frame.Payload);
                            break;
                        case FrameBatch.Close:
                            OnClosed(frame.Payload.Span);
                            return;
                        default:
                            break;
                    }
                }
                if (beforeReceive is not null)
                    await beforeReceive();
                var received = await _socket.ReceiveAsync(_frames.GetFreeMemory());
                if (received == 0)
                {
                    CloseCode = 1006;
                    return;
                }
                _frames.Advance(received);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (CloseCode == 0)
                (CloseCode, CloseReason) = (1006, e.Message);
        }
    }

    private void OnClosed(ReadOnlySpan<byte> payload)
    {
        CloseCode = payload.Length >= 2 ? (payload[0] << 8) | payload[1] : 1005;
        CloseReason = payload.Length > 2 ? Encoding.UTF8.GetString(payload[2..]) : "";
    }

    private async ValueTask PongAsync(ReadOnlyMemory<byte> payload)
    {
        var pong = new FrameBatch();
        pong.Payload.Write(payload.Span);
        pong.EndFrame(FrameBatch.Pong);
        await SendAsync(pong.Frames);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(frames);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>For a thread of its own: a callback of the socket engine must never wait here, it would wait for itself.</summary>
    public void Send(ReadOnlySpan<byte> frames)
    {
        _sending.Wait();
        try
        {
            _socket.Send(frames);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }
}
