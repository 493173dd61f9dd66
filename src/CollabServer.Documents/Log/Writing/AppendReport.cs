namespace CollabServer.Documents.Log.Writing;

/// <summary>News for one document: either its batch is durable, or the store will never take it.</summary>
internal readonly record struct AppendReport(IAppendReceiver Receiver, long Through, AppendedBatch? Committed, string? Refusal)
{
    public void Deliver()
    {
        if (Committed is not null)
        {
            Receiver.Committed(Through, Committed);
        }
        else
        {
            Receiver.Refused(Refusal ?? "");
        }
    }
}
