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
        // A GUID's first 32 bits are the kernel's randomness, as good as RandomNumberGenerator's, which would first load OpenSSL: longer than loading a document takes.
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BitConverter.ToUInt32(bytes);
    }
}
