using System.Data.Common;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage;

/// <summary>Asks either database whether it can be worked with. Thread-safe.</summary>
internal sealed class StoreProbe(ICollabDatabase database, IStoreMigrator migrator) : IStoreHealth
{
    // Once migrated always migrated, as far as this process is concerned.
    private volatile bool _migrated;

    public async Task<StoreHealth> CheckAsync(CancellationToken ct)
    {
        try
        {
            if (!_migrated)
            {
                var pending = await migrator.PendingAsync(ct);
                if (pending.Count > 0)
                {
                    return new StoreHealth(
                        $"The database lacks {pending.Count} migrations ({string.Join(", ", pending)}); run the migrate command.", Refused: true);
                }

                _migrated = true;
            }

            await database.WriteAsync(TouchAsync, ct);
            return new StoreHealth(Fault: null, Refused: false);
        }
        catch (StoreRefusedException exception)
        {
            return new StoreHealth(exception.Message, Refused: true);
        }
        catch (Exception exception) when (IsStoreFault(exception))
        {
            return new StoreHealth(exception.Message, Refused: false);
        }

        // Passes only where rows could be written: not on a standby, nor a read-only file.
        async Task<int> TouchAsync(CollabDbContext context) =>
            await context.Documents.Where(row => row.DocumentKey == -1).ExecuteUpdateAsync(row => row.SetProperty(head => head.LogBytes, 0L), ct);
    }

    private static bool IsStoreFault(Exception exception) => exception is
        DbException or DbUpdateException or IOException or TimeoutException or UnauthorizedAccessException
        or InvalidOperationException { InnerException: not null };
}
