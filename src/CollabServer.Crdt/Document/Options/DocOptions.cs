namespace CollabServer.Crdt.Document.Options;

/// <summary>How a document behaves. Immutable.</summary>
public sealed class DocOptions
{
    public static DocOptions Default => new();

    /// <summary>The client id of local edits. Default: random, 32 bits, as Yjs draws it. At most 2^53 - 1.</summary>
    public ulong Id { get; init; } = ClientIdGenerator.Random();

    /// <summary>Default: a random GUID.</summary>
    public string? Guid { get; init; }

    public string? CollectionId { get; init; }

    /// <summary>Only <see cref="DocEncoding.Utf16"/> is supported.</summary>
    public DocEncoding Encoding { get; init; } = DocEncoding.Utf16;

    /// <summary>True keeps the content of deleted items, which snapshots and restoring need.</summary>
    public bool SkipGarbageCollection { get; init; }

    public bool AutoLoad { get; init; }

    public bool ShouldLoad { get; init; } = true;

    /// <summary>What one update may hold and what may wait for missing parts.</summary>
    public UpdateLimits Limits { get; init; } = UpdateLimits.Default;
}
