using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CollabServer.Storage;

/// <summary>Reads <see cref="StorageOptions"/> from configuration and names everything that is wrong with it at once.</summary>
internal sealed class StorageOptionsSetup(IConfiguration configuration, IHostEnvironment environment)
    : IConfigureOptions<StorageOptions>, IValidateOptions<StorageOptions>
{
    private const string DefaultSqliteFile = "data/collab.db";

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    // Values that cannot be read are left at their defaults here, and reported by Validate.
    public void Configure(StorageOptions options)
    {
        var section = configuration.GetSection(StorageOptions.Section);
        options.Provider = Read(section, nameof(StorageOptions.Provider), TryParseProvider, options.Provider, out _);
        options.CommandTimeout = Read(section, nameof(StorageOptions.CommandTimeout), TryParseTimeout, options.CommandTimeout, out _);
        options.AllowUnsafeDurability = Read(
            section, nameof(StorageOptions.AllowUnsafeDurability), TryParseBoolean, options.AllowUnsafeDurability, out _);
        options.MigrateAtStart = section[nameof(StorageOptions.MigrateAtStart)] is { Length: > 0 }
            ? Read(section, nameof(StorageOptions.MigrateAtStart), TryParseBoolean, otherwise: false, out _)
            : null;
        options.ConnectionString = configuration.GetConnectionString(StorageOptions.ConnectionStringName) ?? "";
        if (options.Provider == StorageProvider.Sqlite)
        {
            options.ConnectionString = LocateSqliteFile(options.ConnectionString);
        }
    }

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var section = configuration.GetSection(StorageOptions.Section);
        List<string> faults = [];
        Read<StorageProvider>(section, nameof(StorageOptions.Provider), TryParseProvider, default, out var fault);
        AddFault(fault, $"must be one of {string.Join(", ", Enum.GetNames<StorageProvider>())}");
        Read<TimeSpan>(section, nameof(StorageOptions.CommandTimeout), TryParseTimeout, default, out fault);
        AddFault(fault, "must be a time such as 00:00:15");
        Read<bool>(section, nameof(StorageOptions.AllowUnsafeDurability), TryParseBoolean, default, out fault);
        AddFault(fault, "must be true or false");
        Read<bool>(section, nameof(StorageOptions.MigrateAtStart), TryParseBoolean, default, out fault);
        AddFault(fault, "must be true or false");
        if (options.CommandTimeout < ShortestTimeout || options.CommandTimeout > LongestTimeout)
        {
            faults.Add($"Storage:CommandTimeout must be between {ShortestTimeout} and {LongestTimeout}.");
        }

        faults.AddRange(
            options.Provider == StorageProvider.Sqlite ? SqliteFaults(options.ConnectionString) : PostgreSqlFaults(options.ConnectionString));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void AddFault(string? found, string expected)
        {
            if (found is not null)
            {
                faults.Add($"{found} {expected}.");
            }
        }
    }

    private string LocateSqliteFile(string connectionString)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            if (builder.DataSource.Length == 0)
            {
                builder.DataSource = DefaultSqliteFile;
            }

            if (IsFile(builder))
            {
                builder.DataSource = Path.GetFullPath(builder.DataSource, environment.ContentRootPath);
            }

            return builder.ToString();
        }
        catch (ArgumentException)
        {
            // Not a connection string, which Validate will say.
            return connectionString;
        }
    }

    private static IEnumerable<string> SqliteFaults(string connectionString)
    {
        string? fault = null;
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            if (!IsFile(builder) || builder.Mode is SqliteOpenMode.Memory or SqliteOpenMode.ReadOnly || builder.Cache == SqliteCacheMode.Shared)
            {
                fault = "must name a file that can be written; memory, read-only mode, shared cache and file: addresses are not supported";
            }
        }
        catch (ArgumentException exception)
        {
            fault = $"is not a connection string for SQLite ({exception.Message})";
        }

        return fault is null ? [] : [$"ConnectionStrings:{StorageOptions.ConnectionStringName} {fault}."];
    }

    private static IEnumerable<string> PostgreSqlFaults(string connectionString)
    {
        string? fault = null;
        try
        {
            if (string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host))
            {
                fault = "must name a Host when Storage:Provider is PostgreSql, for example \"Host=localhost;Database=collab;Username=collab;Password=…\"";
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // Npgsql's message names the keyword, not the value, so no password reaches the log.
            fault = $"is not a connection string for PostgreSQL ({exception.Message})";
        }

        return fault is null ? [] : [$"ConnectionStrings:{StorageOptions.ConnectionStringName} {fault}."];
    }

    private static bool IsFile(SqliteConnectionStringBuilder builder) =>
        builder.DataSource is not ("" or ":memory:") && !builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    private static bool TryParseProvider(string text, out StorageProvider provider) =>
        Enum.TryParse(text, ignoreCase: true, out provider) && Enum.IsDefined(provider);

    private static bool TryParseBoolean(string text, out bool value) => bool.TryParse(text, out value);

    private static bool TryParseTimeout(string text, out TimeSpan timeout) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out timeout);

    private static T Read<T>(IConfigurationSection section, string key, TryParse<T> tryParse, T otherwise, out string? fault)
    {
        fault = null;
        if (section[key] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (tryParse(text, out var value))
        {
            return value;
        }

        fault = $"{section.Path}:{key} is \"{text}\" but";
        return otherwise;
    }

    private delegate bool TryParse<T>(string text, out T value);
}
