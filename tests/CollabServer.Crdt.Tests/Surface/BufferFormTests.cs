using System.Buffers;
using System.Reflection;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Protocol;
using Xunit;

namespace CollabServer.Crdt.Tests.Surface;

/// <summary>Nobody has to make an array: what takes or gives one has a form for spans, memory or buffers beside it.</summary>
public sealed class BufferFormTests
{
    /// <summary>Where the other form has another name than the one with arrays.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        [nameof(Transaction.ApplyV1)] = nameof(Transaction.Apply),
        [nameof(Transaction.ApplyV2)] = nameof(Transaction.Apply),
        [nameof(Transaction.StateVectorV1)] = nameof(Transaction.WriteStateVector),
        [nameof(Transaction.StateDiffV1)] = nameof(Transaction.WriteStateDiff),
        [nameof(Transaction.StateDiffV2)] = nameof(Transaction.WriteStateDiff),
        [nameof(Transaction.Snapshot)] = nameof(Transaction.WriteSnapshot),
        [nameof(Transaction.EncodeStateFromSnapshotV1)] = nameof(Transaction.TryWriteStateFromSnapshot),
        [nameof(Transaction.EncodeStateFromSnapshotV2)] = nameof(Transaction.TryWriteStateFromSnapshot),
        [nameof(Decoder.ReadVarUint8ArrayAsync)] = nameof(Decoder.CopyVarUint8ArrayAsync),
        [nameof(BufferEncoder.ToArray)] = "get_" + nameof(BufferEncoder.WrittenMemory),
    };

    public static TheoryData<string> ArrayMethods => [.. Methods().Where(HasArray).Select(m => $"{m.DeclaringType!.FullName}|{m}")];

    [Theory]
    [MemberData(nameof(ArrayMethods))]
    public void A_method_for_arrays_has_one_for_buffers_beside_it(string name)
    {
        var method = Methods().Single(m => $"{m.DeclaringType!.FullName}|{m}" == name);
        var wanted = OtherNames.GetValueOrDefault(method.Name, method.Name);
        Assert.Contains(
            method.DeclaringType!.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static),
            other => other.Name == wanted && !HasArray(other) && (IsBuffer(other.ReturnType) || Array.Exists(other.GetParameters(), p => IsBuffer(p.ParameterType))));
    }

    [Fact]
    public void Bytes_of_a_span_are_copied_at_once()
    {
        using var doc = new Doc();
        var map = doc.Map("m");
        var bytes = new byte[] { 1, 2 };
        var input = Input.Bytes(bytes.AsSpan());
        bytes[0] = 9;
        using var t = doc.WriteTransaction();
        map.Insert(t, "k", input);
        Assert.Equal([1, 2], map.Get(t, "k")!.Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200_000)]
    public async Task Memory_is_written_and_read_into_buffers(int length)
    {
        var ct = TestContext.Current.CancellationToken;
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var encoder = new BufferEncoder();
        await encoder.WriteVarUint8Array((ReadOnlyMemory<byte>)bytes, ct);
        var same = new BufferEncoder();
        await same.WriteVarUint8Array(bytes, ct);
        Assert.Equal(same.ToArray(), encoder.ToArray());

        var output = new ArrayBufferWriter<byte>();
        await new BufferDecoder(encoder.WrittenMemory).CopyVarUint8ArrayAsync(output, ct);
        Assert.Equal(bytes, output.WrittenSpan.ToArray());
        await Assert.ThrowsAsync<ProtocolException>(async () => await new BufferDecoder(encoder.WrittenMemory[..^1]).CopyVarUint8ArrayAsync(output, ct));
        var limited = new BufferDecoder(encoder.WrittenMemory) { MaxLength = length - 1 };
        await Assert.ThrowsAsync<ProtocolException>(async () => await limited.CopyVarUint8ArrayAsync(output, ct));
    }

    /// <summary>Records of messages are what they hold, not what makes it.</summary>
    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(Doc).Assembly.GetExportedTypes()
        where !typeof(BaseMessage).IsAssignableFrom(type)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where !method.IsSpecialName
        select method;

    private static bool HasArray(MethodInfo method) =>
        IsArray(method.ReturnType) || Array.Exists(method.GetParameters(), p => IsArray(p.ParameterType));

    private static bool IsArray(Type type) => type == typeof(byte[]) || (type.IsGenericType && Array.Exists(type.GetGenericArguments(), IsArray));

    private static bool IsBuffer(Type type) =>
        type == typeof(ReadOnlySpan<byte>) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(IBufferWriter<byte>);
}
