using System.Buffers;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>Operations on blobs give the same bytes in all their forms.</summary>
public sealed class BlobOutputTests
{
    public static TheoryData<string> Sessions => FuzzSession.All();

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_buffer_gets_the_bytes_that_an_array_would_hold(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        foreach (var (encoding, updates) in new[] { (UpdateEncoding.V1, session.UpdatesV1), (UpdateEncoding.V2, session.UpdatesV2) })
        {
            ReadOnlyMemory<byte>[] some = [.. updates.Where((_, i) => i % 3 != 1).Select(update => (ReadOnlyMemory<byte>)update)];
            var merged = UpdateBlob.Merge(some, encoding);
            var vector = UpdateBlob.StateVector(UpdateBlob.Merge(some[..(some.Length / 2)], encoding), encoding);
            var other = encoding == UpdateEncoding.V1 ? UpdateEncoding.V2 : UpdateEncoding.V1;
            byte[] trailing = [.. merged, 0];

            Assert.Equal(merged, Written(output => UpdateBlob.Merge(some, encoding, output)));
            Assert.Equal(merged, Written(output => UpdateBlob.Merge([merged], encoding, output)));
            Assert.Equal(UpdateBlob.Diff(merged, vector, encoding), Written(output => UpdateBlob.Diff(merged, vector, encoding, output)));
            Assert.Equal(UpdateBlob.Diff(trailing, vector, encoding), Written(output => UpdateBlob.Diff(trailing, vector, encoding, output)));
            Assert.Equal(UpdateBlob.StateVector(merged, encoding), Written(output => UpdateBlob.StateVector(merged, encoding, output)));
            Assert.Equal(UpdateBlob.Convert(merged, encoding, other), Written(output => UpdateBlob.Convert(merged, encoding, other, output)));
            Assert.Equal(merged, Written(output => UpdateBlob.Normalize(merged, encoding, output)));
            Assert.Equal(merged, Written(output => UpdateBlob.Normalize(trailing, encoding, output)));
        }
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_difference_that_is_copied_equals_one_that_is_written_anew(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        ReadOnlyMemory<byte>[] updates = [.. session.UpdatesV1.Select(update => (ReadOnlyMemory<byte>)update)];
        foreach (var step in new[] { 1, 2 })
        {
            var merged = UpdateBlob.Merge([.. updates.Where((_, i) => i % step == 0)], UpdateEncoding.V1);
            for (var known = 0; known <= updates.Length; known += 1 + (updates.Length / 20))
            {
                var vector = UpdateBlob.StateVector(UpdateBlob.Merge(updates[..known], UpdateEncoding.V1), UpdateEncoding.V1);
                Assert.Equal(
                    UpdateDiff.Rewrite(merged, StateVectorCodec.Read(vector), UpdateEncoding.V1, UpdateLimits.Default, output: null),
                    UpdateBlob.Diff(merged, vector, UpdateEncoding.V1));
            }
        }
    }

    [Theory]
    [InlineData("01 01 81 00 00 04 01 01 74 01 61 00", "01 01 01 00 04 01 01 74 01 61 00")]
    [InlineData("01 01 01 00 04 01 01 74 01 61 00 07", "01 01 01 00 04 01 01 74 01 61 00")]
    [InlineData("01 02 01 00 04 01 01 74 00 04 01 01 74 01 61 00", "01 01 01 00 04 01 01 74 01 61 00")]
    [InlineData("01 01 01 00 04 01 01 74 01 61 01 01 02 00 01 01 01", "01 01 01 00 04 01 01 74 01 61 01 01 01 00 02")]
    [InlineData("01 01 01 00 04 01 01 74 01 61 01 01 00", "01 01 01 00 04 01 01 74 01 61 00")]
    [InlineData("01 01 01 00 20 03 00", "01 01 01 00 00 03 00")]
    [InlineData("02 01 01 00 04 01 01 74 01 61 01 02 00 04 01 01 74 01 62 00", "02 01 01 00 04 01 01 74 01 61 01 02 00 04 01 01 74 01 62 00")]
    public void Padding_empty_structs_and_ranges_that_touch_do_not_survive_a_difference(string update, string expected)
    {
        static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(Bytes(expected), UpdateBlob.Diff(Bytes(update), default, UpdateEncoding.V1));
    }

    [Fact]
    public void Two_blocks_of_one_client_become_one_in_a_difference()
    {
        // Clock 0, and apart from it clock 2: two blocks of client 1.
        byte[] update = [2, 1, 1, 0, 4, 1, 1, (byte)'t', 1, (byte)'a', 1, 1, 2, 0x84, 1, 0, 1, (byte)'c', 0];
        byte[] expected = [1, 3, 1, 0, 4, 1, 1, (byte)'t', 1, (byte)'a', 10, 1, 0x84, 1, 0, 1, (byte)'c', 0];
        Assert.Equal(expected, UpdateBlob.Diff(update, default, UpdateEncoding.V1));
    }

    [Fact]
    public void A_buffer_is_left_alone_when_the_update_is_malformed()
    {
        var output = new ArrayBufferWriter<byte>();
        byte[] truncated = [1, 1, 1, 0, 4, 1, 1, (byte)'t', 1, (byte)'a', 1];
        Assert.Throws<MalformedUpdateException>(() => UpdateBlob.Diff(truncated, default, UpdateEncoding.V1, output));
        Assert.Throws<MalformedUpdateException>(() => UpdateBlob.Normalize(truncated, UpdateEncoding.V1, output));
        Assert.Throws<MalformedUpdateException>(() => UpdateBlob.Convert(truncated, UpdateEncoding.V1, UpdateEncoding.V2, output));
        Assert.Throws<MalformedUpdateException>(() => UpdateBlob.StateVector(truncated, UpdateEncoding.V1, output));
        Assert.Throws<MalformedUpdateException>(() => UpdateBlob.Merge([truncated], UpdateEncoding.V1, output));
        Assert.Equal(0, output.WrittenCount);
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("before"u8);
        write(output);
        Assert.True(output.WrittenSpan.StartsWith("before"u8));
        return output.WrittenSpan["before"u8.Length..].ToArray();
    }
}
