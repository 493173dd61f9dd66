namespace CollabServer.Crdt.Values;

/// <summary>How Yjs writes a JavaScript number: as integer, as float32 if that loses nothing, else as float64.</summary>
internal static class AnyNumber
{
    /// <summary>JavaScript engines write this NaN only; other payloads change when they pass through one.</summary>
    public const ulong CanonicalNaN = 0x7ff8_0000_0000_0000;

    public static byte TagOf(double value)
    {
        if (double.IsInteger(value) && Math.Abs(value) <= int.MaxValue)
        {
            return AnyTag.Integer;
        }

        // NaN equals nothing, itself included, so Yjs finds no float32 for it.
        return (float)value == value ? AnyTag.Float32 : AnyTag.Float64;
    }
}
