using Xunit;

namespace CollabServer.Tests.Architecture;

public class SourceFileTests
{
    private static readonly string[] TypeKeywords = ["class", "struct", "interface", "enum", "record", "delegate"];

    [Fact]
    public void A_file_holds_one_public_type()
    {
        var crowded = Repository.Files("src", "*.cs").Where(file => File.ReadLines(file).Count(DeclaresPublicType) > 1);

        Assert.Empty(crowded.Select(Repository.RelativePath));
    }

    [Fact]
    public void Lock_files_name_no_registry()
    {
        // A resolved URL ties everyone to the registry of whoever ran the last install; the integrity hash is what matters.
        var tied =
            from file in Repository.Files("", "package-lock.json")
            where File.ReadAllText(file).Contains("\"resolved\": \"http", StringComparison.Ordinal)
            select Repository.RelativePath(file);

        Assert.Empty(tied);
    }

    [Fact]
    public void Every_npm_folder_keeps_registries_out_of_its_lock_file()
    {
        var careless =
            from file in Repository.Files("", "package-lock.json")
            let settings = Path.Combine(Path.GetDirectoryName(file)!, ".npmrc")
            where !File.ReadAllText(settings).Contains("omit-lockfile-registry-resolved=true", StringComparison.Ordinal)
            select Repository.RelativePath(file);

        Assert.Empty(careless);
    }

    // Types of a file-scoped namespace start in the first column; nested ones are indented.
    private static bool DeclaresPublicType(string line) =>
        line.StartsWith("public ", StringComparison.Ordinal) && line.Split(' ').Intersect(TypeKeywords).Any();
}
