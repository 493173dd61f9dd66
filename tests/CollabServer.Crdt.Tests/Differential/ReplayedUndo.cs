using System.Text;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Document.UndoManagers.Events;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>The undo manager of a replayed client, with the options and the scope that the one in Yjs had (<c>node/undo.mjs</c>).</summary>
internal sealed class ReplayedUndo : IDisposable
{
    private readonly IReadOnlyDictionary<string, Branch> _roots;
    private readonly UndoManager _manager;
    private readonly List<string> _steps = [];

    public ReplayedUndo(Doc doc, IReadOnlyDictionary<string, Branch> roots, JsonElement options, TimeProvider time)
    {
        _roots = roots;
        _manager = new UndoManager(doc, new UndoManagerOptions { CaptureTimeoutMilliseconds = options.GetProperty("timeout").GetUInt32(), TimeProvider = time });
        foreach (var origin in options.GetProperty("origins").EnumerateArray())
        {
            _manager.AddOrigin(Bytes(origin) ?? []);
        }

        if (options.GetProperty("scope") is { ValueKind: JsonValueKind.Array } scope)
        {
            foreach (var root in scope.EnumerateArray())
            {
                _manager.AddScope(roots[root.GetString()!]);
            }
        }

        _manager.ObserveAdded(change => _steps.Add(Step("added", change)));
        _manager.ObservePopped(change => _steps.Add(Step("popped", change)));
    }

    /// <summary>The origin of an edit; null for none.</summary>
    public static byte[]? OriginOf(JsonElement entry) => Bytes(entry.GetProperty("origin"));

    public void Do(string what, JsonElement entry)
    {
        switch (what)
        {
            case "undo":
                Assert.Equal(entry.GetProperty("done").GetBoolean(), _manager.Undo());
                break;
            case "redo":
                Assert.Equal(entry.GetProperty("done").GetBoolean(), _manager.Redo());
                break;
            case "clear":
                Assert.Equal(entry.GetProperty("done").GetBoolean(), _manager.Clear());
                break;
            case "stop":
                _manager.Stop();
                break;
            case "scope":
                _manager.AddScope(_roots[entry.GetProperty("root").GetString()!]);
                break;
            case "origin" when entry.GetProperty("add").GetBoolean():
                _manager.AddOrigin(OriginOf(entry) ?? []);
                break;
            case "origin":
                _manager.RemoveOrigin(OriginOf(entry) ?? []);
                break;
            default:
                throw new InvalidOperationException(what);
        }
    }

    /// <summary>The stacks did what those in Yjs did.</summary>
    public void Check(JsonElement entry)
    {
        Assert.Equal(entry.GetProperty("steps").EnumerateArray().Select(Step), _steps);
        Assert.Equal(entry.GetProperty("can").EnumerateArray().Select(can => can.GetBoolean()), [_manager.CanUndo(), _manager.CanRedo()]);
        _steps.Clear();
    }

    public void Dispose() => _manager.Dispose();

    private static byte[]? Bytes(JsonElement origin) => origin.GetString() is { } name ? Encoding.UTF8.GetBytes(name) : null;

    private static string Step(JsonElement step) => $"{step.GetProperty("what")} {step.GetProperty("type")} by {step.GetProperty("origin").GetString() ?? "nobody"}";

    private static string Step(string what, UndoEvent change)
    {
        var kind = change.Kind == UndoEventKind.Undo ? "undo" : "redo";
        return $"{what} {kind} by {change.Origin switch { null => "nobody", { Length: 16 } => "self", var name => Encoding.UTF8.GetString(name) }}";
    }
}
