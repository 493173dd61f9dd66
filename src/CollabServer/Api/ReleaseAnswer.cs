using CollabServer.Documents.Integrity;

namespace CollabServer.Api;

/// <summary>The document may be changed again.</summary>
/// <param name="Lost">Log entries that could not be read. What editors still have of them comes back when they connect.</param>
/// <param name="Version">What could be read, kept as a version with which the document goes on; null when nothing was lost.</param>
internal sealed record ReleaseAnswer(IReadOnlyList<LostEntries> Lost, VersionSummary? Version);
