using System.Buffers;

namespace CollabServer.MessagePack.Tests;

/// <summary>Reads that must fail: ref structs cannot be captured by the lambdas of <c>Assert.Throws</c>.</summary>
internal static class Faulty
{
    public delegate void Read(ref MessagePackReader reader);

    public static MessagePackFault Of(string hex, Read read) => Of(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), read);

    public static MessagePackFault Of(byte[] bytes, Read read, MessagePackSecurity? security = null) =>
        TryOf(new ReadOnlySequence<byte>(bytes), read, security) ?? throw new Xunit.Sdk.XunitException("The read succeeded.");

    public static MessagePackFault? TryOf(in ReadOnlySequence<byte> bytes, Read read, MessagePackSecurity? security = null)
    {
        var reader = new MessagePackReader(bytes, security ?? MessagePackSecurity.UntrustedData);
        try
        {
            read(ref reader);
            return null;
        }
        catch (MessagePackSerializationException e)
        {
            return e.Fault;
        }
    }
}
