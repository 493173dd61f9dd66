namespace CollabServer.Protocol.Messages;

/// <summary>The codes of <see cref="Notice"/>; protocol.json says what each means.</summary>
public static class NoticeCode
{
    public const string NotSaved = "not-saved";
    public const string Saved = "saved";
    public const string PermissionChanged = "permission-changed";
    public const string Restored = "restored";
    public const string VersionCreated = "version-created";
    public const string GoingAway = "going-away";
    public const string Quarantined = "quarantined";
    public const string Resync = "resync";
}
