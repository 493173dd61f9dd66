using CollabServer.Documents;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Stores;

public sealed class PostgreSqlStoreFixture(PostgreSqlServer server) : StoreFixture
{
    private PostgreSqlDatabase? _database;

    public PostgreSqlDatabase Database => _database ?? throw new InvalidOperationException("Nothing has asked for the store yet.");

    public override Task<OpenStore> OpenAnotherAsync() => Task.FromResult(Services.ToStore(Services.BuildPostgreSql(Database.ConnectionString)));

    public override Task DamageUpdateAsync(DocumentName document, long seq) =>
        Database.ExecuteAsync(
            """
            UPDATE document_updates SET update_bytes = set_byte(update_bytes, length(update_bytes) / 2, get_byte(update_bytes, length(update_bytes) / 2) # 16)
            WHERE seq = $1 AND document_key = (SELECT document_key FROM documents WHERE id = $2)
            """,
            seq,
            document.Value);

    public override Task DamageUpdateAsync(DocumentName document, long seq, int bit) =>
        Database.ExecuteAsync(
            """
            UPDATE document_updates SET update_bytes = set_bit(
                update_bytes, $3 % (length(update_bytes) * 8), 1 - get_bit(update_bytes, $3 % (length(update_bytes) * 8)))
            WHERE seq = $1 AND document_key = (SELECT document_key FROM documents WHERE id = $2)
            """,
            seq,
            document.Value,
            bit);

    public override Task RemoveUpdateAsync(DocumentName document, long seq) =>
        Database.ExecuteAsync("DELETE FROM document_updates WHERE seq = $1 AND document_key = (SELECT document_key FROM documents WHERE id = $2)", seq, document.Value);

    public override Task DamageSnapshotAsync(long snapshotId) =>
        Database.ExecuteAsync(
            "UPDATE document_snapshots SET state = set_byte(state, length(state) / 2, get_byte(state, length(state) / 2) # 16) WHERE id = $1", snapshotId);

    protected override async Task<OpenStore> CreateAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await using (var services = Services.BuildPostgreSql(Database.ConnectionString))
        {
            await services.GetRequiredService<IStoreMigrator>().MigrateAsync(CancellationToken.None);
        }

        return await OpenAnotherAsync();
    }

    protected override async Task DeleteAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
