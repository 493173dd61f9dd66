using System.Buffers;
using Xunit;

namespace CollabServer.MessagePack.Tests;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("dd ff ff ff ff")]
    [InlineData("dc ff ff")]
    [InlineData("9f")]
    [InlineData("dd 7f ff ff ff 00 00")]
    public void An_array_that_cannot_fit_is_refused_at_its_header(string hex) =>
        Assert.Equal(MessagePackFault.Truncated, Faulty.Of(hex, (ref reader) => reader.ReadArrayHeader()));

    // 2^31 pairs: twice that is 2^32, which is 0 in 32 bits.
    [Theory]
    [InlineData("df 80 00 00 00 01")]
    [InlineData("df ff ff ff ff 01")]
    [InlineData("82 01 01 01")]
    public void A_map_that_cannot_fit_is_refused_at_its_header(string hex)
    {
        Assert.Equal(MessagePackFault.Truncated, Faulty.Of(hex, (ref reader) => reader.ReadMapHeader()));
        Assert.Equal(MessagePackFault.Truncated, Faulty.Of(hex, (ref reader) => reader.Skip()));
    }

    [Theory]
    [InlineData("c6 ff ff ff ff 00")]
    [InlineData("c6 7f ff ff ff 00")]
    [InlineData("db ff ff ff ff 00")]
    [InlineData("c9 ff ff ff ff 01 00")]
    [InlineData("dd ff ff ff ff 00")]
    public void A_length_bomb_allocates_nothing(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Attempt(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Attempt(bytes);
        // The exceptions and their messages are what remains.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);

        static void Attempt(byte[] bytes)
        {
            Faulty.Of(bytes, (ref reader) => reader.Skip());
            Faulty.Of(bytes, (ref reader) => reader.ReadBytes());
            Faulty.Of(bytes, (ref reader) => reader.ReadString());
            Faulty.Of(bytes, (ref reader) => reader.ReadExtensionFormat());
            Faulty.Of(bytes, (ref reader) => reader.ReadArrayHeader());
        }
    }

    [Fact]
    public void A_million_levels_end_in_a_fault_and_not_in_a_stack_overflow()
    {
        var bytes = new byte[1_000_000];
        Array.Fill(bytes, (byte)0x91);
        Assert.Equal(MessagePackFault.TooDeep, Faulty.Of(bytes, (ref reader) => reader.Skip()));
        Assert.Equal(MessagePackFault.TooDeep, Faulty.Of(bytes, (ref reader) => ValueDescription.Of(ref reader)));
    }

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, MessagePackFault.TooDeep)]
    public void Untrusted_data_nests_128_levels(int levels, MessagePackFault? expected)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x91, levels - 1), 0x90];
        Assert.Equal(expected, Faulty.TryOf(new ReadOnlySequence<byte>(bytes), (ref reader) => reader.Skip()));
        Assert.Equal(expected, Faulty.TryOf(new ReadOnlySequence<byte>(bytes), (ref reader) => ValueDescription.Of(ref reader)));
    }

    [Fact]
    public void Skip_counts_the_levels_its_caller_has_open()
    {
        var fault = Faulty.Of([0x91, 0x91, 0x00], (ref reader) =>
        {
            reader.Depth = 1;
            reader.Skip();
        }, MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(2));
        Assert.Equal(MessagePackFault.TooDeep, fault);
    }

    [Fact]
    public void A_wide_object_is_skipped_whatever_its_depth_allows()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(70_000);
        for (var i = 0; i < 70_000; i++)
        {
            writer.WriteMapHeader(1);
            writer.Write(i);
            writer.WriteArrayHeader(0);
        }

        writer.Flush();
        var reader = new MessagePackReader(buffer.WrittenMemory, MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(3));
        reader.Skip();
        Assert.True(reader.End);
    }

    [Fact]
    public void The_never_used_code_is_refused()
    {
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("c1", (ref reader) => reader.Skip()));
        Assert.Equal(MessagePackFault.UnexpectedCode, Faulty.Of("92 00 c1", (ref reader) => reader.Skip()));
    }

    // Overlong, lone continuation, surrogate, above U+10FFFD, cut short: RFC 3629 section 3.
    [Theory]
    [InlineData("a2 c0 80")]
    [InlineData("a1 80")]
    [InlineData("a3 ed a0 80")]
    [InlineData("a4 f4 90 80 80")]
    [InlineData("a2 e2 82")]
    [InlineData("d9 01 ff")]
    public void Invalid_utf8_is_refused_in_untrusted_data_only(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Faulty.Read[] reads =
        [
            (ref reader) => reader.ReadString(),
            (ref reader) => reader.ReadStringSequence(),
            (ref reader) => reader.TryReadStringSpan(out _),
            (ref reader) => reader.Skip(),
        ];
        foreach (var read in reads)
        {
            Assert.Equal(MessagePackFault.InvalidUtf8, Faulty.Of(bytes, read));
            Assert.Equal(MessagePackFault.InvalidUtf8, Faulty.TryOf(SplitSequence.IntoSingleBytes(bytes), (ref reader) => reader.ReadString()));
            Assert.Null(Faulty.TryOf(new ReadOnlySequence<byte>(bytes), read, MessagePackSecurity.TrustedData));
        }

        var trusting = new MessagePackReader(bytes, MessagePackSecurity.TrustedData);
        Assert.Contains('\ufffd', trusting.ReadString()!);
    }

    [Theory]
    [InlineData("d7 ff ee 6b 28 00 00 00 00 00")]
    [InlineData("c7 0c ff 3b 9a ca 00 00 00 00 00 00 00 00 00")]
    [InlineData("c7 0c ff ff ff ff ff 00 00 00 00 00 00 00 00")]
    [InlineData("c7 00 ff")]
    [InlineData("d4 ff 00")]
    [InlineData("c7 05 ff 00 00 00 00 00")]
    public void A_timestamp_that_is_none_is_refused(string hex)
    {
        Assert.Equal(MessagePackFault.InvalidTimestamp, Faulty.Of(hex, (ref reader) => reader.ReadDateTime()));
        Assert.Equal(MessagePackFault.InvalidTimestamp, Faulty.Of(hex, (ref reader) => reader.Skip()));
    }

    // A second beyond 9999-12-31T23:59:59, a second before 0001-01-01, the ends of 64 bits.
    [Theory]
    [InlineData("c7 0c ff 00 00 00 00 00 00 00 3a ff f4 41 80")]
    [InlineData("c7 0c ff 00 00 00 00 ff ff ff f1 88 6e 08 ff")]
    [InlineData("c7 0c ff 00 00 00 00 80 00 00 00 00 00 00 00")]
    [InlineData("c7 0c ff 00 00 00 00 7f ff ff ff ff ff ff ff")]
    public void A_timestamp_outside_the_calendar_is_out_of_range(string hex)
    {
        Assert.Equal(MessagePackFault.OutOfRange, Faulty.Of(hex, (ref reader) => reader.ReadDateTime()));
        Assert.Null(Faulty.TryOf(new ReadOnlySequence<byte>(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), (ref reader) => reader.Skip()));
    }
}
