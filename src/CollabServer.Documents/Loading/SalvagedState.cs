using CollabServer.Crdt.Document;
using CollabServer.Documents.Integrity;

namespace CollabServer.Documents.Loading;

/// <summary>A document put together from everything that can still be read.</summary>
/// <param name="Lost">What could not be, in order.</param>
internal sealed record SalvagedState(Doc Doc, long Seq, IReadOnlyList<LostEntries> Lost);
