using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Document.Types.Branches;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>Does what a recorded client did, as local edits of ours.</summary>
internal static class RecordedEdits
{
    public static void Run(Transaction transaction, IReadOnlyDictionary<string, Branch> roots, JsonElement op)
    {
        var target = Resolve(transaction, roots, op.GetProperty("p"));
        var attributes = op.TryGetProperty("a", out var a) ? ReadObject(a) : null;
        uint Number(string name) => op.GetProperty(name).GetUInt32();
        switch (op.GetProperty("o").GetString())
        {
            case "text.insert":
                TextEditing.Insert(target, transaction, Number("i"), TaggedJson.ReadString(op.GetProperty("s")), attributes);
                break;
            case "text.delete":
                TextEditing.Remove(target, transaction, Number("i"), Number("n"));
                break;
            case "text.format":
                TextEditing.Format(target, transaction, Number("i"), Number("n"), attributes!);
                break;
            case "text.embed":
                _ = TextEditing.InsertEmbed(target, transaction, Number("i"), ReadInput(op.GetProperty("v")), attributes);
                break;
            case "text.applyDelta":
                TextEditing.ApplyDelta(target, transaction, op.GetProperty("d").EnumerateArray().Select(ReadStep));
                break;
            case "attr.set" or "map.set":
                KeyedValues.Set(target, transaction, TaggedJson.ReadString(op.GetProperty("k")), ReadInput(op.GetProperty("v")));
                break;
            case "attr.remove" or "map.delete":
                _ = KeyedValues.Remove(target, transaction, TaggedJson.ReadString(op.GetProperty("k")));
                break;
            case "map.clear":
                KeyedValues.Clear(target, transaction);
                break;
            case "array.insert" or "xml.insert":
                _ = ListEditing.Insert(target, transaction, Number("i"), op.GetProperty("v").EnumerateArray().Select(ReadInput).ToArray());
                break;
            case "array.delete" or "xml.delete":
                ListEditing.Remove(target, transaction, Number("i"), Number("n"));
                break;
            case var other:
                throw new NotSupportedException(other);
        }
    }

    private static Branch Resolve(Transaction transaction, IReadOnlyDictionary<string, Branch> roots, JsonElement path)
    {
        var steps = path.EnumerateArray().ToList();
        var branch = roots[steps[0].GetString()!];
        foreach (var step in steps.Skip(1))
        {
            var value = step.ValueKind switch
            {
                JsonValueKind.Number => ListEditing.Get(branch, transaction, step.GetUInt32()),
                JsonValueKind.Object when step.TryGetProperty("e", out var n) => TextReading.Chunks(branch, transaction)
                    .Select(chunk => chunk.Data).Where(data => data.Branch is not null).ElementAt(n.GetInt32()),
                _ => KeyedValues.Get(branch, transaction, TaggedJson.ReadString(step)),
            };
            branch = value!.Branch!;
        }

        return branch;
    }

    private static Input ReadObject(JsonElement element)
    {
        var members = TaggedJson.ReadMembers(element);
        return Input.Object(members.ToDictionary(m => m.Key, m => Input.FromPlain(m.Value)));
    }

    private static DeltaStep ReadStep(JsonElement element)
    {
        var attributes = element.TryGetProperty("attributes", out var a) ? ReadObject(a) : null;
        if (element.TryGetProperty("retain", out var retain))
        {
            return new DeltaStep { Retain = retain.GetInt64(), Attributes = attributes };
        }

        if (element.TryGetProperty("delete", out var delete))
        {
            return new DeltaStep { Delete = delete.GetInt64() };
        }

        var insert = element.GetProperty("insert");
        return insert.ValueKind == JsonValueKind.String || (insert.TryGetProperty("$", out var tag) && tag.GetString() == "u16")
            ? new DeltaStep { Text = TaggedJson.ReadString(insert), Attributes = attributes }
            : new DeltaStep { Embed = ReadInput(insert), Attributes = attributes };
    }

    private static Input ReadInput(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Input.FromPlain(TaggedJson.ReadPlain(element));
        }

        var name = element.TryGetProperty("name", out var n) ? TaggedJson.ReadString(n) : "";
        switch (element.GetProperty("$").GetString())
        {
            case "text":
                return Input.Shared(InputKind.Text, "", (t, branch) => FillText(t, branch, element));
            case "xmlText":
                return Input.Shared(InputKind.XmlText, "", (t, branch) => FillText(t, branch, element));
            case "array":
                return Input.Shared(InputKind.Array, "", (t, branch) => FillList(t, branch, element.GetProperty("v")));
            case "map":
                return Input.Shared(InputKind.Map, "", (t, branch) => FillKeys(t, branch, element.GetProperty("v")));
            case "xmlFragment":
                return Input.Shared(InputKind.XmlFragment, "", (t, branch) => FillList(t, branch, element.GetProperty("c")));
            case "xmlElement":
                return Input.Shared(InputKind.XmlElement, name, (t, branch) =>
                {
                    FillList(t, branch, element.GetProperty("c"));
                    FillKeys(t, branch, element.GetProperty("attrs"));
                });
            case "doc":
                var meta = element.GetProperty("meta");
                var options = new DocOptions
                {
                    Guid = element.GetProperty("guid").GetString(),
                    SkipGarbageCollection = !element.GetProperty("gc").GetBoolean(),
                    AutoLoad = element.GetProperty("autoLoad").GetBoolean(),
                };
                return Input.Doc(new Doc(options) { Meta = meta.ValueKind == JsonValueKind.Null ? null : TaggedJson.ReadPlain(meta) });
            default:
                return Input.FromPlain(TaggedJson.ReadPlain(element));
        }
    }

    private static void FillText(Transaction transaction, Branch text, JsonElement element)
    {
        TextEditing.ApplyDelta(text, transaction, element.GetProperty("delta").EnumerateArray().Select(ReadStep));
        FillKeys(transaction, text, element.GetProperty("attrs"));
    }

    private static void FillList(Transaction transaction, Branch list, JsonElement values)
    {
        if (values.GetArrayLength() > 0)
        {
            _ = ListEditing.Insert(list, transaction, 0, values.EnumerateArray().Select(ReadInput).ToArray());
        }
    }

    private static void FillKeys(Transaction transaction, Branch branch, JsonElement members)
    {
        foreach (var member in members.EnumerateObject())
        {
            KeyedValues.Set(branch, transaction, member.Name, ReadInput(member.Value));
        }
    }
}
