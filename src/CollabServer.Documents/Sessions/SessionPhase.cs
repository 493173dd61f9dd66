namespace CollabServer.Documents.Sessions;

internal enum SessionPhase
{
    /// <summary>A native client that has not said hello: it hears nothing and may say nothing else.</summary>
    AwaitingHello,

    Live,

    /// <summary>Left or closed; what it sent before is ignored from here on.</summary>
    Closed,
}
