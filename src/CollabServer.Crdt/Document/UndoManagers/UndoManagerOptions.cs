namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>How an <see cref="UndoManager"/> behaves.</summary>
public sealed class UndoManagerOptions
{
    /// <summary>Edits that follow each other sooner than this are undone together. Default 0: every transaction is a step of its own.</summary>
    public uint CaptureTimeoutMilliseconds { get; init; }

    /// <summary>The clock the timeout is measured with.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
