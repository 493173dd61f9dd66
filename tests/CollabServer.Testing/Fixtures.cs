namespace CollabServer.Testing;

/// <summary>
/// Test data made with the real Yjs. Looked for in <c>COLLAB_FIXTURES</c>, then in <c>shared/fixtures</c> beside the checkout, then in
/// <c>tests/fixtures</c>, which holds the part that is small enough to be committed.
/// </summary>
public static class Fixtures
{
    private static readonly string[] Roots = FindRoots();

    /// <summary>The file or folder <paramref name="relativePath"/> (<c>"codec/lib0.json"</c>), or null.</summary>
    public static string? TryFind(string relativePath) =>
        Roots.Select(root => Path.Combine(root, relativePath)).FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));

    /// <summary>As <see cref="TryFind"/>, but ends the test as skipped, with a reason, when there is no such file.</summary>
    public static string Find(string relativePath) =>
        TryFind(relativePath) ?? throw SkippedTest.Because($"fixture {relativePath} is in none of: {string.Join(", ", Roots)}");

    /// <summary>Files that match in the first place that has that folder, sorted by name; none when there is no such folder.</summary>
    public static IReadOnlyList<string> Files(string relativeFolder, string searchPattern) =>
        TryFind(relativeFolder) is { } folder
            ? [.. Directory.EnumerateFiles(folder, searchPattern).Order(StringComparer.Ordinal)]
            : [];

    private static string[] FindRoots()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("COLLAB_FIXTURES"),
            RepositoryRoot.Combine("..", "shared", "fixtures"),
            RepositoryRoot.Combine("tests", "fixtures"),
        ];
        return [.. candidates.Where(candidate => !string.IsNullOrEmpty(candidate)).Select(candidate => Path.GetFullPath(candidate!))];
    }
}
