using System.Text.Json;
using System.Text.Json.Serialization;
using CollabServer.Access;
using CollabServer.Api;
using CollabServer.Demo;
using CollabServer.Documents;
using CollabServer.Documents.Access;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Retention;
using CollabServer.Health;
using CollabServer.Sockets;
using CollabServer.Storage;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace CollabServer.Commands;

/// <summary>The whole server: what it is made of, and which addresses it answers.</summary>
public static class ServerApplication
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        AddShippedSettings(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCollabStorage(builder.Configuration);
        builder.Services.AddCollabDocuments();
        builder.Services.AddOptions<DocumentsOptions>().BindConfiguration("Documents");
        builder.Services.AddOptions<HistoryOptions>().BindConfiguration("History");
        builder.Services.AddOptions<DocumentLimits>().BindConfiguration("Limits");
        AddAccess(builder);
        AddSockets(builder);
        AddApi(builder);
        builder.Services.AddCollabHealth();

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebSockets();
        app.UseCors();
        app.Map(DocumentSocketEndpoint.Prefix + "{**name}", (HttpContext context, DocumentSocketEndpoint endpoint) => endpoint.HandleAsync(context)).ExcludeFromDescription();
        app.MapCollabApi();
        app.MapCollabHealth();
        app.UseDemoPage();
        return app;
    }

    /// <summary>The settings beside the executable count wherever it is started from; those of the working directory override them.</summary>
    private static void AddShippedSettings(WebApplicationBuilder builder)
    {
        var shipped = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true };
        shipped.ResolveFileProvider();
        builder.Configuration.Sources.Insert(0, shipped);
    }

    private static void AddAccess(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        builder.Services.AddSingleton<IAccessPolicy, OpenAccessPolicy>();
        builder.Services.AddSingleton<OriginPolicy>();
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<OriginPolicy>((cors, origins) =>
            cors.AddDefaultPolicy(policy => policy.SetIsOriginAllowed(origins.Lists).AllowAnyMethod().AllowAnyHeader()));
    }

    private static void AddSockets(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SocketOptions>().BindConfiguration(SocketOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => new ReceiveBudget(services.GetRequiredService<IOptions<DocumentLimits>>().Value.MaxReceivingBytes));
        builder.Services.AddSingleton<DocumentSocketEndpoint>();
    }

    private static void AddApi(WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ApiProblems>();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }
}
