using CollabServer.Access;

namespace CollabServer.Api;

/// <summary>The REST surface under <c>/api</c>.</summary>
internal static class CollabApi
{
    public static void MapCollabApi(this WebApplication app)
    {
        var api = app.MapGroup("/api").WithTags("Documents");
        api.AddEndpointFilter(RefuseForeignPagesAsync);
        api.MapDocuments();
        api.MapContent();
        api.MapUpdates();
        api.MapVersions();
        api.MapQuarantine();
        app.MapOpenApi();
    }

    /// <summary>A page of another site must not use its visitor's network position to read or change documents.</summary>
    private static async ValueTask<object?> RefuseForeignPagesAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return context.RequestServices.GetRequiredService<OriginPolicy>().Allows(context.Request)
            ? await next(invocation)
            : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "Pages of this origin may not use the API. Access:AllowedOrigins lists those that may.");
    }
}
