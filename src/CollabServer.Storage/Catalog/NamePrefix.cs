using System.Text;

namespace CollabServer.Storage.Catalog;

/// <summary>A prefix of names as a range of names, in the order of code points: no pattern language, so nothing to escape.</summary>
internal static class NamePrefix
{
    private static readonly Rune Last = new(0x10FFFF);

    /// <returns>The first text after everything that starts with <paramref name="prefix"/>; null when nothing comes after.</returns>
    public static string? EndOf(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes is [.., var rune])
        {
            runes.RemoveAt(runes.Count - 1);
            if (rune != Last)
            {
                return string.Concat(runes) + Next(rune);
            }
        }

        return null;
    }

    // Surrogates are no code points of their own.
    private static Rune Next(Rune rune) => new(rune.Value == 0xD7FF ? 0xE000 : rune.Value + 1);
}
