using System.Net;
using System.Net.Sockets;

namespace CollabServer.Testing;

/// <summary>A wire that can be cut at a chosen moment, between a client and a server on this machine. Thread-safe.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly int _target;
    private readonly Task _accepting;

    /// <param name="target">The server's port on 127.0.0.1.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Decides about each piece of data from a client. Called on any thread.</summary>
    public Func<ReadOnlyMemory<byte>, TcpCut> OnRequest { get; set; } = _ => TcpCut.None;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        // Before the listener goes: between two clients the loop would ask one that listens no more.
        await _accepting;
        _listener.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> relays = [];
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stopped.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        // Replies stop here as soon as this is set, though the server still sends them.
        var deaf = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, done.Token);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAny(
                    RequestsAsync(client.GetStream(), server.GetStream(), deaf, done.Token),
                    RepliesAsync(server.GetStream(), client.GetStream(), deaf, done.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // Both ends see a closed connection, which is what a proxy has to say about it.
            }

            await done.CancelAsync();
            // Without the courtesy of an orderly end.
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream server, TaskCompletionSource deaf, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await client.ReadAsync(buffer, ct) is var count and > 0)
            {
                var cut = OnRequest(buffer.AsMemory(0, count));
                if (cut == TcpCut.BeforeRequest)
                {
                    return;
                }

                if (cut == TcpCut.BeforeReply)
                {
                    deaf.SetResult();
                }

                await server.WriteAsync(buffer.AsMemory(0, count), ct);
                if (cut == TcpCut.BeforeReply)
                {
                    // The other direction ends the connection, when the reply has come.
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
        }
    }

    private static async Task RepliesAsync(NetworkStream server, NetworkStream client, TaskCompletionSource deaf, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await server.ReadAsync(buffer, ct) is var count and > 0 && !deaf.Task.IsCompleted)
            {
                await client.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
        }
    }
}
