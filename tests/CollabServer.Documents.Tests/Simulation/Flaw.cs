namespace CollabServer.Documents.Tests.Simulation;

/// <summary>Bugs a server like this could have, switched on in the parts of the simulation that stand in for loops and stores.</summary>
internal enum Flaw
{
    None,

    /// <summary>Outbox: every acknowledgement says durable as soon as it says applied.</summary>
    AckBeforeCommit,

    /// <summary>Outbox: the same, but only for steps that held nothing new.</summary>
    AckKnownBeforeDurable,

    /// <summary>Log writer: a batch counts as written when it is taken, and is written a moment later together with what came meanwhile.</summary>
    DebounceAppend,

    /// <summary>Document loop: when a batch is written, everything accepted meanwhile counts as written, too.</summary>
    ClearDirtyAfterWrite,

    /// <summary>Checkpoints: the document in memory is stored instead of the rows up to the entry.</summary>
    SnapshotFromMemory,

    /// <summary>Store adapter: every attempt to append gets a new batch id.</summary>
    RetryWithNewBatchId,

    /// <summary>Store adapter: a failed append is reported as done.</summary>
    SwallowAppendFailure,

    /// <summary>Store adapter: a failed append is neither reported nor tried again.</summary>
    GiveUpAppend,

    /// <summary>Store: the answer comes before the rows are synced, and a crash loses them.</summary>
    AnswerBeforeSync,

    /// <summary>Document loop: a document without sessions leaves memory whether saved or not, and takes what waits for the log with it.</summary>
    UnloadUnsaved,

    /// <summary>Loading: what could not be read becomes an empty document.</summary>
    LoadErrorIsEmpty,

    /// <summary>Loading: edits of an earlier life that are on their way to the log are not waited for.</summary>
    LoadBeforeLogIsWritten,

    /// <summary>Directory: who opens a document while it loads gets an own one.</summary>
    LoadTwice,

    /// <summary>Document loop: frames for a full outbox are dropped and the session stays open.</summary>
    DropFramesForSlowReaders,

    /// <summary>Snapshot store: a snapshot claims one log entry more than it holds.</summary>
    SnapshotClaimsTooMuch,

    /// <summary>Document loop: wake-ups the actor asks for are forgotten.</summary>
    ForgetTimers,

    /// <summary>Socket loop: who leaves a document does not give it back.</summary>
    ForgetRelease,

    /// <summary>Outbox: editors are not told that nothing is saved.</summary>
    HideSaveTrouble,

    /// <summary>Fan-out: now and then an update reaches everybody but one.</summary>
    SkipListener,

    /// <summary>Outbox: an old acknowledgement is sent again.</summary>
    RepeatOldAck,

    /// <summary>Loading: the generation is drawn anew each time.</summary>
    ForgetGeneration,

    /// <summary>Log: the bytes of one update take the place of another's.</summary>
    MixUpUpdates,

    /// <summary>Mailbox: what clients say is taken newest first.</summary>
    ReorderMessages,
}
