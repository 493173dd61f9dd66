using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Tests.Model;

public sealed class ModelDriftTests
{
    [Fact]
    public void The_migrations_for_PostgreSql_match_the_model() =>
        AssertNoDrift(new DbContextOptionsBuilder<CollabDbContext>()
            .UseNpgsql("Host=never.connected", npgsql => npgsql.MigrationsAssembly("CollabServer.Migrations.PostgreSql")));

    [Fact]
    public void The_migrations_for_Sqlite_match_the_model() =>
        AssertNoDrift(new DbContextOptionsBuilder<CollabDbContext>()
            .UseSqlite("Data Source=never-opened.db", sqlite => sqlite.MigrationsAssembly("CollabServer.Migrations.Sqlite")));

    private static void AssertNoDrift(DbContextOptionsBuilder<CollabDbContext> options)
    {
        using var context = new CollabDbContext(options.Options);

        Assert.NotEmpty(context.Database.GetMigrations());
        Assert.False(context.Database.HasPendingModelChanges(), "The model has changed: run migrations/add.sh.");
    }
}
