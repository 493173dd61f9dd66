using System.Xml.Linq;
using Xunit;

namespace CollabServer.Tests.Architecture;

/// <summary>Who may know whom. The arrows point from the process to the engine, never back.</summary>
public class ProjectReferenceTests
{
    /// <summary>What <c>dotnet ef</c> starts to write a migration. Not built with the rest and never shipped.</summary>
    private const string OnlyForDesign = "CollabServer.Migrations.Design";

    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["CollabServer.Crdt"] = [],
        ["CollabServer.MessagePack"] = [],
        ["CollabServer.Protocol"] = ["CollabServer.Crdt", "CollabServer.MessagePack"],
        ["CollabServer.Documents"] = ["CollabServer.Crdt", "CollabServer.Protocol"],
        ["CollabServer.Storage"] = ["CollabServer.Documents"],
        ["CollabServer.Migrations.PostgreSql"] = ["CollabServer.Storage"],
        ["CollabServer.Migrations.Sqlite"] = ["CollabServer.Storage"],
        [OnlyForDesign] = ["CollabServer.Migrations.PostgreSql", "CollabServer.Migrations.Sqlite"],
        ["CollabServer"] =
        [
            "CollabServer.Crdt",
            "CollabServer.MessagePack",
            "CollabServer.Protocol",
            "CollabServer.Documents",
            "CollabServer.Storage",
            "CollabServer.Migrations.PostgreSql",
            "CollabServer.Migrations.Sqlite",
        ],
    };

    public static TheoryData<string> Projects => [.. ProductProjects().Select(Repository.RelativePath)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);

        Assert.True(MayReference.TryGetValue(name, out var allowed), $"{name} has no place in {nameof(MayReference)} yet.");
        Assert.Empty(Values(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Except(allowed));
    }

    [Theory]
    [InlineData("CollabServer.Crdt")]
    [InlineData("CollabServer.MessagePack")]
    [InlineData("CollabServer.Protocol")]
    public void What_handles_bytes_needs_only_the_base_class_library(string name)
    {
        var project = $"src/{name}/{name}.csproj";

        Assert.Empty(Values(project, "PackageReference"));
        Assert.Empty(Values(project, "FrameworkReference"));
    }

    [Fact]
    public void Every_project_but_the_one_for_design_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "CollabServer.sln")).Replace('\\', '/');

        var projects = ProductProjects().Concat(Repository.Files("tests", "*.csproj")).Select(Repository.RelativePath);

        Assert.All(projects.Where(project => !project.Contains(OnlyForDesign)), project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ProductProjects() =>
        Repository.Files("src", "*.csproj").Concat(Repository.Files("migrations", "*.csproj"));

    private static IEnumerable<string> Values(string project, string element) =>
        from reference in XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(element)
        select reference.Attribute("Include")!.Value.Replace('\\', '/');
}
