namespace CollabServer.Api;

/// <summary>The document shows the version again, durably.</summary>
/// <param name="Seq">The log entry that restored it.</param>
/// <param name="Changed">False when it showed the same content already.</param>
/// <param name="SafetyVersion">The document as it was just before; restoring that undoes this.</param>
internal sealed record RestoreAnswer(long Seq, bool Changed, VersionSummary SafetyVersion);
