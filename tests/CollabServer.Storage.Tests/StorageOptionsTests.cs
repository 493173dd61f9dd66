using CollabServer.Documents.Log;
using CollabServer.Storage.Sqlite;
using CollabServer.Storage.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CollabServer.Storage.Tests;

public sealed class StorageOptionsTests
{
    [Fact]
    public async Task Without_configuration_documents_are_in_a_file_under_the_content_root()
    {
        var root = Directory.CreateTempSubdirectory("collab-root-").FullName;
        await using (var services = Services.Build(root))
        {
            await services.GetRequiredService<IStoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken);

            Assert.IsType<SqliteUpdateLog>(services.GetRequiredService<IUpdateLog>());
            Assert.True(File.Exists(Path.Combine(root, "data", "collab.db")));
        }

        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void Values_are_read_from_configuration()
    {
        var options = Options(
            ("Storage:Provider", "postgresql"), ("Storage:CommandTimeout", "00:00:40"), ("Storage:AllowUnsafeDurability", "true"), ("ConnectionStrings:Collab", "Host=db"));

        Assert.Equal(
            (StorageProvider.PostgreSql, TimeSpan.FromSeconds(40), true, "Host=db"),
            (options.Provider, options.CommandTimeout, options.AllowUnsafeDurability, options.ConnectionString));
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Options(
            ("Storage:Provider", "Oracle"), ("Storage:CommandTimeout", "soon"), ("Storage:AllowUnsafeDurability", "perhaps"), ("ConnectionStrings:Collab", "Data Source=:memory:")));

        Assert.Equal(4, fault.Failures.Count());
        Assert.Contains(fault.Failures, failure => failure.StartsWith("Storage:Provider is \"Oracle\"", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, failure => failure.StartsWith("Storage:CommandTimeout is \"soon\"", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, failure => failure.StartsWith("Storage:AllowUnsafeDurability is \"perhaps\"", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, failure => failure.StartsWith("ConnectionStrings:Collab must name a file", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Sqlite", "Data Source=x.db;Mode=Memory")]
    [InlineData("Sqlite", "Data Source=x.db;Mode=ReadOnly")]
    [InlineData("Sqlite", "Data Source=x.db;Cache=Shared")]
    [InlineData("Sqlite", "Data Source=file:x.db")]
    [InlineData("Sqlite", "Host=db")]
    [InlineData("PostgreSql", "")]
    [InlineData("PostgreSql", "Database=collab")]
    [InlineData("PostgreSql", "Data Source=x.db;Mode=ReadOnly")]
    [InlineData("PostgreSql", "Host=db;Port=many")]
    public void A_connection_string_that_cannot_work_is_refused(string provider, string connectionString)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Options(("Storage:Provider", provider), ("ConnectionStrings:Collab", connectionString)));

        Assert.StartsWith("ConnectionStrings:Collab ", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:00.5")]
    [InlineData("1.00:00:00")]
    public void A_timeout_out_of_bounds_is_refused(string timeout) =>
        Assert.Throws<OptionsValidationException>(() => Options(("Storage:CommandTimeout", timeout)));

    [Fact]
    public void A_fault_does_not_print_the_password()
    {
        var fault = Assert.Throws<OptionsValidationException>(
            () => Options(("Storage:Provider", "PostgreSql"), ("ConnectionStrings:Collab", "Host=db;Password=hunter2;Port=many")));

        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    private static StorageOptions Options(params (string Key, string Value)[] settings) =>
        Services.Build(settings).GetRequiredService<IOptions<StorageOptions>>().Value;
}
