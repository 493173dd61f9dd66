using System.Security.Cryptography;

namespace CollabServer.Crdt;

/// <summary>Draws client ids.</summary>
public static class ClientIdGenerator
{
    /// <summary>2^53 - 1, the largest integer a JavaScript peer can hold.</summary>
    public const ulong MaxSafeInteger = (1UL << 53) - 1;

    /// <summary>32 bits, as Yjs 13 does.</summary>
    public static ulong Random()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt32(bytes);
    }
}
