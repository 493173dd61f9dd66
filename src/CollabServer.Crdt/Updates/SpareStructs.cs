using System.Numerics;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// The array that the last large update was decoded into, for the next one. One for the whole process: who comes second makes a new one. (The
/// shared pool of the runtime would keep more, but its code for a struct of this assembly is compiled only when the program runs.)
/// </summary>
internal static class SpareStructs
{
    /// <summary>Larger arrays are for the garbage collector: this one is 2 MB.</summary>
    private const int MaxKept = 32 * 1024;

    private static DecodedStruct[]? _spare;

    /// <summary>An array of at least this length, with anything in it.</summary>
    public static DecodedStruct[] Rent(int length)
    {
        var spare = Interlocked.Exchange(ref _spare, null);
        return spare is not null && spare.Length >= length ? spare : new DecodedStruct[BitOperations.RoundUpToPowerOf2((uint)length)];
    }

    public static void Return(DecodedStruct[] structs)
    {
        if (structs.Length <= MaxKept && (Volatile.Read(ref _spare)?.Length ?? 0) < structs.Length)
        {
            Volatile.Write(ref _spare, structs);
        }
    }
}
