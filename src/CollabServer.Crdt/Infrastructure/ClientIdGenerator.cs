using System.Security.Cryptography;

namespace CollabServer.Crdt.Infrastructure;

/// <summary>Draws client ids.</summary>
public static class ClientIdGenerator
{
    /// <summary>2^53 - 1, the largest integer a JavaScript peer can hold. (YDotNet's is 54: it takes <c>^</c> for a power.)</summary>
    public const ulong MaxSafeInteger = (1UL << 53) - 1;

    /// <summary>
    /// 32 random bits, as Yjs 13 draws them. Two of a thousand replicas of one document meet with a probability of one in 8,600.
    /// </summary>
    public static ulong Random()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt32(bytes);
    }
}
