using System.Reflection;
using CollabServer.Crdt.Document;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Crdt.Tests.Surface;

/// <summary>Code written for YDotNet 0.6 compiles once its using lines name this library, and nothing is public by accident.</summary>
public sealed class PublicSurfaceTests
{
    private const string Root = "CollabServer.Crdt.";

    private static readonly Assembly Engine = typeof(Doc).Assembly;

    /// <summary>Public types YDotNet does not have, and what each is for.</summary>
    private static readonly HashSet<string> OwnTypes = new(StringComparer.Ordinal)
    {
        // Updates as bytes.
        "UpdateLimits",
        "Updates.MalformedUpdateException",
        "Updates.MalformedUpdateReason",
        "Updates.UpdateBlob",
        "Updates.UpdateEffect",
        "Updates.UpdateEncoding",

        // Documents for people and programs that are no editors.
        "Document.Json.DocumentJson",
        "Document.Json.DocumentRoot",
        "Document.Json.DocumentRoots",
        "Document.Json.DocumentText",
        "Document.Json.RootKind",

        // Going back to an earlier moment.
        "Document.Restore.RestoreUpdate",

        // Clocks of 53 bits.
        "Document.State.ClockRange",

        // Reading messages from memory, and what is thrown when they are none.
        "Protocol.BufferDecoder",
        "Protocol.ProtocolException",
    };

    public static TheoryData<string> ExpectedTypes => [.. Expected().Keys];

    [Theory]
    [MemberData(nameof(ExpectedTypes))]
    public void A_type_has_every_member_it_has_in_YDotNet(string name)
    {
        var expected = Expected()[name];
        var type = Engine.GetType(Root + name);

        Assert.True(type is { IsVisible: true }, $"{name} is missing.");
        Assert.Empty(expected.Members.Except(SurfaceText.MembersOf(type)));
        Assert.Empty(expected.Bases.Except(SurfaceText.BasesOf(type)));
    }

    [Fact]
    public void Every_other_public_type_is_there_on_purpose()
    {
        var surplus = Engine.GetExportedTypes().Select(type => type.FullName![Root.Length..]).Except(Expected().Keys).Except(OwnTypes);

        Assert.Empty(surplus);
    }

    private static Dictionary<string, (List<string> Bases, List<string> Members)> Expected()
    {
        var types = new Dictionary<string, (List<string> Bases, List<string> Members)>(StringComparer.Ordinal);
        List<string> members = [];
        foreach (var line in File.ReadLines(RepositoryRoot.Combine("tests", "CollabServer.Crdt.Tests", "Surface", "ydotnet-0.6.txt")))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                members.Add(line.Trim());
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                var (name, bases) = line.Split(" : ") is [var alone] ? (alone, []) : (line.Split(" : ")[0], Bases(line.Split(" : ")[1]));
                members = [];
                types.Add(name, (bases, members));
            }
        }

        return types;
    }

    /// <summary>Commas between angle brackets belong to a generic type.</summary>
    private static List<string> Bases(string list)
    {
        var bases = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < list.Length; i++)
        {
            depth += list[i] == '<' ? 1 : list[i] == '>' ? -1 : 0;
            if (list[i] == ',' && depth == 0)
            {
                bases.Add(list[start..i].Trim());
                start = i + 1;
            }
        }

        bases.Add(list[start..].Trim());
        return bases;
    }
}
