using CollabServer.Documents.Catalog;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Integrity;

/// <summary>Puts damaged documents under quarantine and tells the operator. Thread-safe.</summary>
internal sealed class QuarantineKeeper(
    IQuarantineRegister register, DocumentsInstruments instruments, TimeProvider time, ILogger<QuarantineKeeper> logger)
{
    /// <summary>Never fails: a store that cannot note it down is no reason to let anybody write.</summary>
    public async Task<DocumentQuarantine> QuarantineAsync(DocumentName name, string reason, CancellationToken ct)
    {
        var quarantine = new DocumentQuarantine(time.GetUtcNow(), reason);
        instruments.Quarantined();
        logger.LogQuarantined(name, reason);
        try
        {
            await register.QuarantineAsync(name, quarantine, ct);
        }
        catch (Exception e)
        {
            logger.LogQuarantineNotNoted(name, e);
        }

        return quarantine;
    }
}
