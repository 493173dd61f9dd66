#if FAILPOINTS
using System.Globalization;

namespace CollabServer.Documents.Failpoints;

/// <summary>What is to happen when a point is reached for the <c>Occasion</c>-th time.</summary>
internal sealed record FailpointAction(string Point, long Occasion, string Verb, TimeSpan Delay)
{
    private static readonly string[] Verbs = ["kill", "throw", "delay", "hang"];

    /// <param name="text"><c>point:n:kill</c>, <c>…:throw</c>, <c>…:hang</c> or <c>…:delay:milliseconds</c>.</param>
    public static FailpointAction Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is not (3 or 4) || !Verbs.Contains(parts[2], StringComparer.Ordinal))
        {
            throw new FormatException($"\"{text}\" is not point:n:kill|throw|hang or point:n:delay:milliseconds.");
        }

        var milliseconds = parts.Length == 4 ? int.Parse(parts[3], CultureInfo.InvariantCulture) : 0;
        return new FailpointAction(
            parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], TimeSpan.FromMilliseconds(milliseconds));
    }
}
#endif
