using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

Console.Error.WriteLine("Run migrations/add.sh <Name>; this program only lends dotnet-ef a database model.");
return 2;

/// <summary>Builds the context for the provider named after <c>--</c> on dotnet-ef's command line. Nothing connects.</summary>
internal sealed class DesignTimeContexts : IDesignTimeDbContextFactory<CollabDbContext>
{
    public CollabDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<CollabDbContext>();
        _ = args switch
        {
            ["PostgreSql"] => options.UseNpgsql("Host=localhost", npgsql => npgsql.MigrationsAssembly("CollabServer.Migrations.PostgreSql")),
            ["Sqlite"] => options.UseSqlite("Data Source=design.db", sqlite => sqlite.MigrationsAssembly("CollabServer.Migrations.Sqlite")),
            _ => throw new ArgumentException("Say which provider: -- PostgreSql or -- Sqlite."),
        };
        return new CollabDbContext(options.Options);
    }
}
