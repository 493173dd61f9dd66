using System.Diagnostics;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>
/// Hostile bytes: the one documented exception or acceptance, in bounded time and memory; after an exception the document is as before, and
/// usable.
/// </summary>
public sealed class MalformedUpdateTests
{
    /// <summary>Generous for a loaded machine; what this guards against runs for minutes or for ever.</summary>
    private static readonly TimeSpan TimeBudget = TimeSpan.FromSeconds(15);

    /// <summary>Allocated bytes per byte of input, on top of a fixed allowance.</summary>
    private const long AllocationPerByte = 2_000;
    private const long AllocationAllowance = 400_000_000;

    /// <summary>Where the content may differ from what Yjs shows, and why.</summary>
    private static readonly string[] DeliberatelyDifferent =
    [
        // JavaScript specialities: options of a subdocument override its guid, and "__proto__" sets a prototype.
        "subdoc-opts-extra.v2", "any-object-__proto__.v1",

        // Yjs loses one of the blocks.
        "same-client-two-blocks.v1", "same-client-two-blocks-reversed.v1", "same-client-two-blocks-reversed.v2", "same-client-two-blocks.v2",

        // The right origin is the origin. Yjs's own replicas disagree then: Store/ForgedOriginTests.
        "origin-equals-right.v1", "origin-equals-right.v2",
    ];

    public static TheoryData<string> CaseNames => Names("malformed/cases.json.gz", "cases");

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void A_hostile_input_is_refused_or_taken_and_never_half_applied(string name)
    {
        using var json = FixtureFiles.ReadJson("malformed/cases.json.gz");
        var recorded = json.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var input = recorded.GetProperty("input").GetBytesFromBase64();
        var watch = Stopwatch.StartNew();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Run(recorded, input);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeBudget);
        Assert.InRange(allocated, 0, AllocationAllowance + (AllocationPerByte * input.Length));
    }

    [Theory]
    [InlineData("truncate-applyV1", UpdateEncoding.V1)]
    [InlineData("bitflip-applyV1", UpdateEncoding.V1)]
    [InlineData("truncate-applyV2", UpdateEncoding.V2)]
    [InlineData("bitflip-applyV2", UpdateEncoding.V2)]
    public void Every_truncation_and_bit_flip_is_refused_or_taken_and_never_half_applied(string name, UpdateEncoding encoding)
    {
        using var json = FixtureFiles.ReadJson("malformed/mutations.json.gz");
        var recorded = json.RootElement.EnumerateArray().Single(m => m.GetProperty("name").GetString() == name);
        var original = recorded.GetProperty("base").GetBytesFromBase64();
        var truncates = recorded.GetProperty("kind").GetString() == "truncate";
        var refused = 0;
        foreach (var item in recorded.GetProperty("results").GetProperty("items").EnumerateArray())
        {
            var i = item.GetProperty("i").GetInt32();
            var mutated = truncates ? original[..i] : (byte[])original.Clone();
            if (!truncates)
            {
                mutated[i >> 3] ^= (byte)(1 << (i & 7));
            }

            using var doc = NewDoc(null);
            refused += ApplyOrRefuse(doc, mutated, encoding) ? 0 : 1;
        }

        Assert.True(refused > 0);
        Assert.True(!truncates || refused == original.Length, $"{refused} of {original.Length} truncations were refused");
    }

    [Fact]
    public void Every_truncation_of_a_state_vector_is_refused()
    {
        using var doc = NewDoc(null);
        using var read = doc.ReadTransaction();
        var vector = Convert.FromHexString("03E907AF5FE80707F10201");
        for (var length = 0; length < vector.Length - 3; length++)
        {
            Assert.Throws<MalformedUpdateException>(() => read.StateDiffV1(vector[..length]));
        }
    }

    private static void Run(JsonElement recorded, byte[] input)
    {
        var target = recorded.GetProperty("target").GetString()!;
        var encoding = target.EndsWith("V2", StringComparison.Ordinal) ? UpdateEncoding.V2 : UpdateEncoding.V1;
        switch (target[..3])
        {
            case "app":
                RunApply(recorded, input, encoding);
                break;
            case "sta":
                using (var doc = NewDoc("01010100040104746578740462617365" + "00"))
                using (var read = doc.ReadTransaction())
                {
                    Attempt(() => read.StateDiffV1(input));
                }

                break;
            case "mer":
                Attempt(() => UpdateBlob.Merge([input, input], encoding));
                break;
            case "dif":
                Attempt(() => UpdateBlob.Diff(input, [0], encoding));
                break;
            default:
                Attempt(() => UpdateBlob.StateVector(input, encoding));
                break;
        }
    }

    private static void RunApply(JsonElement recorded, byte[] input, UpdateEncoding encoding)
    {
        var hasBase = recorded.TryGetProperty("baseV1", out var baseV1) && baseV1.ValueKind == JsonValueKind.String;
        using var doc = NewDoc(hasBase ? Convert.ToHexString(baseV1.GetBytesFromBase64()) : null);
        var accepted = ApplyOrRefuse(doc, input, encoding);
        var yjs = recorded.GetProperty("yjs");
        if (!accepted
            || yjs.GetProperty("outcome").GetString() != "accepted"
            || !yjs.TryGetProperty("roots", out var roots)
            || roots.ValueKind != JsonValueKind.Object
            || recorded.GetProperty("category").GetString() == "deep-nesting"
            || DeliberatelyDifferent.Contains(recorded.GetProperty("name").GetString()))
        {
            return;
        }

        var opened = new List<KeyValuePair<string, Branch>>
        {
            new("text", doc.Text("text")),
            new("array", doc.Array("array")),
            new("map", doc.Map("map")),
            new("xml", doc.XmlFragment("xml")),
        };
        using var read = doc.ReadTransaction();
        Assert.Equal(Canonical.Of(roots), Canonical.Of(read, opened));
        Assert.Equal(yjs.GetProperty("pendingDs").GetBoolean(), doc.Store.Pending.HasDeletes);
        Assert.Equal(yjs.GetProperty("pendingStructs").ValueKind == JsonValueKind.Object, doc.Store.Pending.HasStructs);
    }

    /// <summary>Applies to the document and to a copy of it: on refusal both are as before, and both still take an honest update.</summary>
    private static bool ApplyOrRefuse(Doc doc, byte[] input, UpdateEncoding encoding)
    {
        var before = State(doc);
        var accepted = true;
        using (var write = doc.WriteTransaction())
        {
            try
            {
                write.Apply(input, encoding);
            }
            catch (MalformedUpdateException)
            {
                accepted = false;
            }
        }

        BlockStoreInvariants.Check(doc.Store);
        if (!accepted)
        {
            Assert.Equal(before, State(doc));
        }
        else
        {
            // What was taken can be given to others.
            using var copy = NewDoc(null);
            using var write = copy.WriteTransaction();
            write.Apply(State(doc), UpdateEncoding.V1);
        }

        using (var write = doc.WriteTransaction())
        {
            var honest = Convert.FromHexString("0101B9600004010466726565026F6B00");
            Assert.True(write.Apply(honest, UpdateEncoding.V1).HasFlag(UpdateEffect.Integrated));
        }

        return accepted;
    }

    private static void Attempt(Func<byte[]> action)
    {
        try
        {
            action();
        }
        catch (MalformedUpdateException)
        {
            // The documented way to refuse.
        }
    }

    private static Doc NewDoc(string? hex)
    {
        var doc = FuzzSession.NewDoc(client: 999);
        if (hex is not null)
        {
            using var write = doc.WriteTransaction();
            write.Apply(Convert.FromHexString(hex), UpdateEncoding.V1);
        }

        return doc;
    }

    private static byte[] State(Doc doc)
    {
        using var read = doc.ReadTransaction();
        return read.StateDiffV1(null);
    }

    private static TheoryData<string> Names(string file, string property)
    {
        using var json = FixtureFiles.ReadJson(file);
        return [.. json.RootElement.GetProperty(property).EnumerateArray().Select(c => new TheoryDataRow<string>(c.GetProperty("name").GetString()!))];
    }
}
