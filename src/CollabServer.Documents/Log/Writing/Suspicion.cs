namespace CollabServer.Documents.Log.Writing;

/// <summary>Why a document is written alone, where its failure cannot hold up the others.</summary>
internal enum Suspicion
{
    None,

    /// <summary>It was part of a transaction that failed several times: perhaps the store is down, perhaps one of its documents is stuck.</summary>
    Stuck,

    /// <summary>It was part of a transaction that the store says can never succeed.</summary>
    Poisonous,
}
