using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents;

/// <summary>
/// Stops the documents before anything else of the process stops: sockets still work then, so that editors hear that the server is going
/// away and what became of their edits.
/// </summary>
internal sealed class DocumentsLifetime(DocumentDirectory directory, IOptions<DocumentsOptions> options, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.StopTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Failpoint.Hit("shutdown.before");
        await directory.StopAsync(either.Token);
        Failpoint.Hit("shutdown.after-documents");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
