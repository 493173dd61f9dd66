using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>Builds stores the way the server does, from configuration.</summary>
internal static class Services
{
    public static ServiceProvider Build(params (string Key, string Value)[] settings) => Build(Path.GetTempPath(), settings);

    public static ServiceProvider Build(string contentRoot, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton<IHostEnvironment>(new Environment(contentRoot))
            .AddCollabStorage(configuration)
            .BuildServiceProvider();
    }

    public static ServiceProvider BuildSqlite(string file) => Build(("ConnectionStrings:Collab", $"Data Source={file}"));

    public static ServiceProvider BuildPostgreSql(string connectionString, params (string Key, string Value)[] settings) =>
        Build([("Storage:Provider", "PostgreSql"), ("ConnectionStrings:Collab", connectionString), .. settings]);

    public static OpenStore ToStore(ServiceProvider services) => new(services);

    private sealed class Environment(string contentRoot) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "CollabServer.Storage.Tests";

        public string ContentRootPath { get; set; } = contentRoot;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
