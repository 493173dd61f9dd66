using CollabServer.Crdt.Infrastructure;

namespace CollabServer.Crdt.Document.Options;

/// <summary>How a document behaves. Immutable.</summary>
public sealed class DocOptions
{
    /// <summary>New options, all at their defaults.</summary>
    public static DocOptions Default => new();

    /// <summary>
    /// The client id of local edits, at most 2^53 - 1. Default: random, 32 bits, as Yjs draws it. No two replicas of a document may edit with
    /// the same id: leave it alone unless a test needs equal bytes.
    /// </summary>
    public ulong Id { get; init; } = ClientIdGenerator.Random();

    /// <summary>Names the document as a subdocument of another one. Default: a random GUID.</summary>
    public string? Guid { get; init; }

    /// <summary>Names a collection the document belongs to; the engine only keeps it. Default: none, and for subdocuments the parent's.</summary>
    public string? CollectionId { get; init; }

    /// <summary>The unit of text indexes and lengths. Default: UTF-16 code units.</summary>
    public DocEncoding Encoding { get; init; } = DocEncoding.Utf16;

    /// <summary>True keeps the content of deleted items, which snapshots need. Default: false.</summary>
    public bool SkipGarbageCollection { get; init; }

    /// <summary>As a subdocument: every replica is asked to load its content at once. Part of the parent's content. Default: false.</summary>
    public bool AutoLoad { get; init; }

    /// <summary>As a subdocument: this replica is asked to load its content at once. Known to this replica alone. Default: true.</summary>
    public bool ShouldLoad { get; init; } = true;

    /// <summary>
    /// Told of every exception that a handler of one of the document's events throws, in the thread of the event. Default: none. Handlers cannot break
    /// a transaction, so what they throw goes nowhere else.
    /// </summary>
    public Action<Exception>? HandlerFailed { get; init; }

    /// <summary>What one update may hold and what may wait for missing parts.</summary>
    public UpdateLimits Limits { get; init; } = UpdateLimits.Default;
}
