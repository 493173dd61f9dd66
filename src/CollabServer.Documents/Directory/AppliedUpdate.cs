namespace CollabServer.Documents.Directory;

/// <summary>An update is in the document and in the log up to <c>Seq</c>; <c>Changed</c> is false when it held nothing new.</summary>
public sealed record AppliedUpdate(long Seq, bool Changed);
