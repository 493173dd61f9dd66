#if FAILPOINTS
using System.Globalization;

namespace CollabServer.Documents.Failpoints;

/// <summary>What is to happen when a point is reached.</summary>
/// <param name="Occasion">At which visit; 0: at each.</param>
/// <param name="Argument">How many milliseconds, or which statement.</param>
internal sealed record FailpointAction(string Point, long Occasion, string Verb, string Argument)
{
    private static readonly string[] Verbs = ["kill", "throw", "delay", "hang", "sql"];

    /// <param name="text"><c>point:n:kill</c>, <c>…:throw</c>, <c>…:hang</c>, <c>…:delay:milliseconds</c> or <c>…:sql:statement</c>; n may be <c>*</c>.</param>
    public static FailpointAction Parse(string text)
    {
        var parts = text.Split(':', 4);
        if (parts.Length < 3 || !Verbs.Contains(parts[2], StringComparer.Ordinal) || (parts.Length == 4) != (parts[2] is "delay" or "sql"))
        {
            throw new FormatException($"\"{text}\" is not point:n:kill|throw|hang, point:n:delay:milliseconds or point:n:sql:statement.");
        }

        var occasion = parts[1] == "*" ? 0 : long.Parse(parts[1], CultureInfo.InvariantCulture);
        return new FailpointAction(parts[0], occasion, parts[2], parts.Length == 4 ? parts[3] : "");
    }

    public bool IsDue(string point, long visit) => Point == point && (Occasion == 0 || Occasion == visit);
}
#endif
