using CollabServer.Documents.Access;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Actor;

/// <summary>What every open document works with. Made by the container.</summary>
internal sealed record DocumentServices(
    IAccessPolicy Access,
    IUpdateLog Log,
    DocumentLoader Loader,
    StoredHistory History,
    LogWriter Writer,
    SnapshotBuilder Snapshots,
    QuarantineKeeper Quarantines,
    DocumentObserver Observer,
    DocumentsInstruments Instruments,
    IOptions<DocumentLimits> LimitsOptions,
    IOptions<DocumentsOptions> DocumentsOptions,
    IdSource NewId,
    Random Random,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    public DocumentLimits Limits => LimitsOptions.Value;

    public DocumentsOptions Options => DocumentsOptions.Value;
}
