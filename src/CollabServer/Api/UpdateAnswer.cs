namespace CollabServer.Api;

/// <summary>The update is in the log, whose newest entry then was <c>Seq</c>. <c>Changed</c> is false when it held nothing new.</summary>
internal sealed record UpdateAnswer(long Seq, bool Changed);
