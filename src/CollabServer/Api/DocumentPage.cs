namespace CollabServer.Api;

/// <summary>Some documents in the order of their ids. <c>Next</c> is what to pass as <c>after</c> for those that follow, or null at the end.</summary>
internal sealed record DocumentPage(IReadOnlyList<DocumentSummary> Documents, string? Next);
