namespace CollabServer.Documents.Integrity;

/// <summary>What a finding means for the document.</summary>
public enum FindingWeight
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>Something is damaged, and something else that is whole stands in for it.</summary>
    Covered,

    /// <summary>Something is damaged and nothing stands in for it.</summary>
    Loss,
}
