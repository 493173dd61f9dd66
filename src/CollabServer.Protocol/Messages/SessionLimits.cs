namespace CollabServer.Protocol.Messages;

/// <summary>What a session may send, told to native clients in the welcome. Sizes in bytes.</summary>
public sealed record SessionLimits(int MaxMessageBytes, int MaxSyncPartBytes, long MaxUpdateBytes, int MaxAwarenessBytes);
