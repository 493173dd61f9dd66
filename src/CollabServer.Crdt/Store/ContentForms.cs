namespace CollabServer.Crdt.Store;

/// <summary>
/// How contents lie in the arena.
/// <code>
/// String   UTF-8 (WTF-8)
/// Any      any*                      (count = block length)
/// Json     varstring*                (count = block length)
/// Binary   the bytes
/// Embed    JSON text                 (JsonForm)      or  any
/// Format   varstring key, varstring JSON (JsonForm)  or  varstring key, any
/// Doc      varstring guid, any
/// Type     nothing: ContentStart is the row in the type table
/// Deleted  nothing
/// </code>
/// Embeds and marks keep the form they arrived in (the first encoding writes JSON text, the second "any") and are converted when the other is asked for.
/// </summary>
internal static class ContentForms
{
    public static bool HasBytes(ContentKind kind) =>
        kind is not (ContentKind.Collected or ContentKind.Deleted or ContentKind.Type or ContentKind.Skip);
}
