using Microsoft.Extensions.FileProviders;

namespace CollabServer.Demo;

/// <summary>Serves the built demo client at <c>/</c>, or says how to build it.</summary>
internal static class DemoPage
{
    private const string NotBuilt = """
        <!doctype html><title>CollabServer</title>
        <p>The server runs. Its demo page was not built, because npm was not found when the server was built.
        Install Node.js, then build the server again.</p>
        """;

    public static void UseDemoPage(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "demo");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.MapGet("/", () => Results.Content(NotBuilt, "text/html")).ExcludeFromDescription();
            return;
        }

        app.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            StaticFileOptions = { OnPrepareResponse = context => SetCaching(context.File.Name, context.Context.Response) },
        });
    }

    /// <summary>Vite puts a content hash into the name of every asset but the entry pages, so only those must be asked for again.</summary>
    private static void SetCaching(string fileName, HttpResponse response)
    {
        var isEntry = fileName.EndsWith(".html", StringComparison.Ordinal) || string.Equals(fileName, "embed.js", StringComparison.Ordinal);
        response.Headers.CacheControl = isEntry ? "no-cache" : "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
