using CollabServer.Documents;

namespace CollabServer.Commands;

/// <summary>Tells the document from the configuration among the words of a command line.</summary>
internal static class DoctorArguments
{
    /// <param name="settings">What is configuration: <c>--key=value</c>, or <c>--key value</c>.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Parse(IReadOnlyList<string> words, DoctorOptions options, out DocumentName? document, out List<string> settings)
    {
        document = null;
        settings = [];
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                settings.Add(word);
                if (!word.Contains('=', StringComparison.Ordinal) && i + 1 < words.Count)
                {
                    settings.Add(words[++i]);
                }
            }
            else if (document is not null)
            {
                return "Name one document, or --all.";
            }
            else if (DocumentName.TryParse(word, out var name, out var fault))
            {
                document = name;
            }
            else
            {
                return $"\"{word}\" is no document id: {fault}";
            }
        }

        return (document, options) switch
        {
            (null, { All: false }) => "Name a document, or --all.",
            (not null, { All: true }) => "Name a document or --all, not both.",
            (null, { Release: true }) => "Documents are released one by one: name one.",
            _ => null,
        };
    }
}
