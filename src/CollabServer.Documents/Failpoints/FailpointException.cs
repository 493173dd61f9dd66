#if FAILPOINTS
namespace CollabServer.Documents.Failpoints;

/// <summary>What a failpoint throws: an I/O error, because that is what goes wrong where failpoints are.</summary>
public sealed class FailpointException(string point) : IOException($"Failpoint {point}.");
#endif
