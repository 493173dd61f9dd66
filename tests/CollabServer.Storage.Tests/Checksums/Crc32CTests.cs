using System.Text;
using CollabServer.Storage.Checksums;

namespace CollabServer.Storage.Tests.Checksums;

public sealed class Crc32CTests
{
    // RFC 3720, appendix B.4, and the check value of the CRC catalogue for "123456789".
    public static TheoryData<byte[], uint> Published => new()
    {
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray(), 0x113FDB5C },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_published_values_come_out(byte[] bytes, uint expected)
    {
        var crc = new Crc32C();
        crc.Add(bytes);

        Assert.Equal(expected, crc.Value);
    }

    [Fact]
    public void A_number_counts_as_its_bytes_from_the_lowest()
    {
        var (number, bytes) = (new Crc32C(), new Crc32C());
        number.Add(0x0807060504030201);
        bytes.Add([1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal(bytes.Value, number.Value);
    }

    [Fact]
    public void Any_flipped_bit_and_any_other_place_changes_a_rows_checksum()
    {
        var update = Encoding.UTF8.GetBytes("an update of some length");
        var sums = new HashSet<uint> { RowChecksum.OfUpdate(1, 2, update), RowChecksum.OfUpdate(2, 1, update), RowChecksum.OfUpdate(1, 3, update) };
        for (var bit = 0; bit < update.Length * 8; bit++)
        {
            update[bit / 8] ^= (byte)(1 << (bit % 8));
            sums.Add(RowChecksum.OfUpdate(1, 2, update));
            update[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(3 + (update.Length * 8), sums.Count);
    }
}
