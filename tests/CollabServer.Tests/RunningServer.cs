using System.Net.WebSockets;
using CollabServer.Commands;
using CollabServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CollabServer.Tests;

/// <summary>The real server on a real socket of a free port, over an SQLite file of its own.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collabserver-").FullName;
    private WebApplication? _app;

    public HttpClient Http { get; private set; } = new();

    public string DatabaseFile => Path.Combine(_folder, "collab.db");

    public Uri Address => new(_app!.Urls.First());

    /// <summary>Documents leave memory, and are read again from the file.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask InitializeAsync()
    {
        _app = ServerApplication.Build(
        [
            "--urls=http://127.0.0.1:0", "--environment=Production", "--Access:Mode=Open", "--Logging:LogLevel:Default=Warning",
            "--Limits:MaxUpdateBytes=65536", $"--ConnectionStrings:Collab=Data Source={DatabaseFile}",
        ]);
        await _app.Services.GetRequiredService<IStoreMigrator>().MigrateAsync(CancellationToken.None);
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    /// <summary>Opens a socket to a document; the name is put into the address as it is.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string encodedName, CancellationToken ct, string? subprotocol = null, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new Uri($"ws://{Address.Authority}/ws/doc/{encodedName}"), ct);
        return socket;
    }
}
