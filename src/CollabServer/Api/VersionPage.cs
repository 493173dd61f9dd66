namespace CollabServer.Api;

/// <summary>Versions of a document, newest first. <c>Next</c> is what to pass as <c>before</c> for older ones, or null at the end.</summary>
internal sealed record VersionPage(IReadOnlyList<VersionSummary> Versions, long? Next);
