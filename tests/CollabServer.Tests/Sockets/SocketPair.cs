using System.IO.Pipelines;
using System.Net.WebSockets;
using Xunit;

namespace CollabServer.Tests.Sockets;

/// <summary>Two real WebSockets with a wire between them that holds little: who does not read holds up who writes.</summary>
internal sealed class SocketPair : IDisposable
{
    private const int WireBytes = 32 * 1024;

    private readonly Pipe _down;

    public SocketPair()
    {
        var options = new PipeOptions(pauseWriterThreshold: WireBytes, resumeWriterThreshold: WireBytes / 2, useSynchronizationContext: false);
        var (up, down) = (new Pipe(options), new Pipe(options));
        _down = down;
        Server = WebSocket.CreateFromStream(new Wire(up.Reader.AsStream(), down.Writer.AsStream()), new WebSocketCreationOptions { IsServer = true });
        Client = WebSocket.CreateFromStream(new Wire(down.Reader.AsStream(), up.Writer.AsStream()), new WebSocketCreationOptions());
    }

    public WebSocket Server { get; }

    public WebSocket Client { get; }

    /// <summary>What the transport does when a connection is aborted: a write that waits for the peer fails.</summary>
    public void Cut() => _down.Reader.Complete(new IOException("The connection was aborted."));

    /// <summary>Fills the buffer with bytes of messages, wherever those end.</summary>
    public async Task ReadExactlyAsync(Memory<byte> buffer, CancellationToken ct)
    {
        while (!buffer.IsEmpty)
        {
            var read = await Client.ReceiveAsync(buffer, ct);
            Assert.Equal(WebSocketMessageType.Binary, read.MessageType);
            buffer = buffer[read.Count..];
        }
    }

    public async Task<WebSocketCloseStatus?> ReadToCloseAsync(int atMostBytes, CancellationToken ct)
    {
        var buffer = new byte[1024];
        while (await Client.ReceiveAsync(buffer.AsMemory(), ct) is { MessageType: not WebSocketMessageType.Close } read)
        {
            atMostBytes -= read.Count;
            Assert.True(atMostBytes >= 0, "More came before the close frame than should have.");
        }

        return Client.CloseStatus;
    }

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
    }

    private sealed class Wire(Stream read, Stream write) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => read.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            write.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => write.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            read.Dispose();
            write.Dispose();
            base.Dispose(disposing);
        }
    }
}
