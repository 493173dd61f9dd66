using Xunit.v3;

namespace CollabServer.Testing;

/// <summary>Ends a test as skipped from code that has no reference to xunit's assertions.</summary>
public static class SkippedTest
{
    // xunit treats any exception whose message starts with its token as a skip with the rest as the reason.
    public static Exception Because(string reason) => new InvalidOperationException(DynamicSkipToken.Value + reason);
}
