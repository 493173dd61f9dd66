namespace CollabServer.Documents.Tests.Simulation;

/// <summary>What the oracle watches.</summary>
internal enum Rule
{
    /// <summary>Whatever was acknowledged as durable is in the log.</summary>
    AckedIsLogged,

    /// <summary>A document is what some of the sent edits make it, all acknowledged ones among them, nothing invented and nothing doubled.</summary>
    MergeOfSentEdits,

    /// <summary>A loaded document is what its log says.</summary>
    LoadIsReplay,

    /// <summary>A snapshot holds what the log holds up to its entry.</summary>
    SnapshotIsReplay,

    /// <summary>After healing, every editor, the server and the log agree.</summary>
    Convergence,

    /// <summary>Log entries are numbered without a gap, in the order in which they were accepted, and none is written twice.</summary>
    LogOrder,

    /// <summary>What a process has accepted is logged, unless that process ends before it can.</summary>
    AcceptedIsLogged,

    /// <summary>Acknowledgements rise, and only name what was sent.</summary>
    AcksRise,

    /// <summary>Editors hear within a second that nothing is saved, and that all is saved again.</summary>
    SaveNotices,

    /// <summary>Nobody is told that acknowledged edits belong to another history.</summary>
    Generation,

    /// <summary>After healing everything becomes durable and acknowledged, and then leaves memory, within a bounded time.</summary>
    Liveness,

    /// <summary>A finished restore is in the log, shows what was asked for, and its safety version is what it replaced.</summary>
    Restored,

    /// <summary>A state machine of the product threw.</summary>
    BrokenInvariant,
}
