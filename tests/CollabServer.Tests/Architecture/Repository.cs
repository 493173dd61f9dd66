namespace CollabServer.Tests.Architecture;

/// <summary>The files of the working tree, for tests that hold the repository to its own rules.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "dist", ".git"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static IEnumerable<string> Files(string folder, string pattern) => Files(new DirectoryInfo(Path.Combine(Root, folder)), pattern);

    public static string RelativePath(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IEnumerable<string> Files(DirectoryInfo folder, string pattern)
    {
        foreach (var file in folder.EnumerateFiles(pattern))
            yield return file.FullName;
        foreach (var below in folder.EnumerateDirectories().Where(below => !NotOurs.Contains(below.Name)))
        {
            foreach (var file in Files(below, pattern))
                yield return file;
        }
    }

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CollabServer.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"CollabServer.sln is in no folder above {start}.");
    }
}
