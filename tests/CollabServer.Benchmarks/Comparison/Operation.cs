namespace CollabServer.Benchmarks.Comparison;

/// <summary>One line of the comparison.</summary>
/// <param name="Id">The name the Node side knows it by.</param>
/// <param name="Target">How many times better than Yjs it shall be; docs/performance.md says where the numbers come from.</param>
/// <param name="Measure">Measures our side.</param>
/// <param name="IsMemory">Measured in bytes instead of milliseconds.</param>
/// <param name="HasPeer">False where Yjs does not finish.</param>
internal sealed record Operation(string Id, string Title, double Target, Func<Sample> Measure, bool IsMemory = false, bool HasPeer = true);
