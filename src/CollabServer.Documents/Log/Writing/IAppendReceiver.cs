namespace CollabServer.Documents.Log.Writing;

/// <summary>Hears what became of a document's updates. Called on the log writer's loop: must not block or throw.</summary>
internal interface IAppendReceiver
{
    void Committed(long through, AppendedBatch batch);

    /// <summary>The store says that it will never take these updates. They are kept and tried again now and then.</summary>
    void Refused(string reason);
}
