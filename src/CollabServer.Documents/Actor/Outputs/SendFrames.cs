using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor.Outputs;

/// <summary>The same frames to one or many sessions.</summary>
/// <param name="Except">Is among them and hears nothing: these are its own words.</param>
internal sealed record SendFrames(
    IReadOnlyList<DocumentSession> To, IReadOnlyList<ReadOnlyMemory<byte>> Frames, DocumentSession? Except = null) : DocumentOutput;
