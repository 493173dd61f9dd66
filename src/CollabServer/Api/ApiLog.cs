namespace CollabServer.Api;

/// <summary>Events of the REST API: 3100–3199.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(3100, LogLevel.Error, "A {Method} request was answered {Status}")]
    public static partial void RequestFailed(ILogger logger, string method, int status, Exception exception);
}
