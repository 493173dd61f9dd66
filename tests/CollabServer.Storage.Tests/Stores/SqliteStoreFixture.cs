using CollabServer.Documents;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Stores;

public sealed class SqliteStoreFixture : StoreFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-sqlite-").FullName;

    private string FilePath => Path.Combine(_folder, "collab.db");

    public override Task<OpenStore> OpenAnotherAsync() => Task.FromResult(Services.ToStore(Services.BuildSqlite(FilePath)));

    public override Task DamageUpdateAsync(DocumentName document, long seq) => DamageUpdateAsync(document, seq, bit: 0);

    public override Task DamageUpdateAsync(DocumentName document, long seq, int bit)
    {
        var bytes = (byte[])Execute(
            "SELECT update_bytes FROM document_updates WHERE seq = $1 AND document_key = (SELECT document_key FROM documents WHERE id = $2)", seq, document.Value)!;
        bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        Execute(
            "UPDATE document_updates SET update_bytes = $3 WHERE seq = $1 AND document_key = (SELECT document_key FROM documents WHERE id = $2)", seq, document.Value, bytes);
        return Task.CompletedTask;
    }

    public override Task RemoveUpdateAsync(DocumentName document, long seq)
    {
        Execute("DELETE FROM document_updates WHERE seq = $1 AND document_key = (SELECT document_key FROM documents WHERE id = $2)", seq, document.Value);
        return Task.CompletedTask;
    }

    public override Task DamageSnapshotAsync(long snapshotId)
    {
        var bytes = (byte[])Execute("SELECT state FROM document_snapshots WHERE id = $1", snapshotId)!;
        bytes[bytes.Length / 2] ^= 0x10;
        Execute("UPDATE document_snapshots SET state = $2 WHERE id = $1", snapshotId, bytes);
        return Task.CompletedTask;
    }

    protected override async Task<OpenStore> CreateAsync()
    {
        await using (var services = Services.BuildSqlite(FilePath))
        {
            await services.GetRequiredService<IStoreMigrator>().MigrateAsync(CancellationToken.None);
        }

        return await OpenAnotherAsync();
    }

    protected override Task DeleteAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private object? Execute(string sql, params object[] values)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command.ExecuteScalar();
    }
}
