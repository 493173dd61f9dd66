namespace CollabServer.LoadTool.Dialects;

/// <summary>What a server can say that a load client cares about, in any dialect.</summary>
internal interface IConversation
{
    string Document { get; }

    ulong ClientId { get; }

    /// <summary>The server may be asked for the document now.</summary>
    void OnWelcome();

    /// <summary>Edits, live or from the first sync.</summary>
    void OnUpdate(ReadOnlySpan<byte> update);

    /// <summary>Keeps slices of a large update until the last one has come; then returns the whole.</summary>
    byte[]? JoinParts(ReadOnlySpan<byte> bytes, int part, int parts);

    /// <summary>The answer to the client's first sync request has arrived whole.</summary>
    void OnSynced();

    /// <summary>A y-protocols awareness update.</summary>
    void OnAwareness(ReadOnlySpan<byte> update);

    /// <summary>Updates up to these of the client's numbers, counted from 1, are acknowledged. 0 where the dialect has no such word.</summary>
    void OnAcknowledged(ulong applied, ulong durable);

    /// <summary>One more of the client's updates is acknowledged, in order, by a dialect that does not number them.</summary>
    void OnNextAcknowledged();
}
