using System.Runtime.CompilerServices;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Lib0;

/// <summary>Steps over lib0 "any" values, checking everything a decoder would: tags, lengths, UTF-8, nesting. A loop, so that depth costs no stack.</summary>
internal static class AnySkipper
{
    public static void Skip(ref ByteReader reader, int maxDepth)
    {
        if (!SkipHead(ref reader, out var children, out var keyed))
        {
            return;
        }

        SkipChildren(ref reader, children, keyed, maxDepth);
    }

    /// <summary>Steps over several values that follow one another.</summary>
    public static void Skip(ref ByteReader reader, ulong count, int maxDepth)
    {
        for (; count > 0; count--)
        {
            Skip(ref reader, maxDepth);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SkipChildren(ref ByteReader reader, int children, bool keyed, int maxDepth)
    {
        // One entry per open container: what is left of it, sign bit set for objects.
        var open = new Stack<(int Left, bool Keyed)>();
        open.Push((children, keyed));
        while (open.TryPop(out var container))
        {
            if (container.Left == 0)
            {
                continue;
            }

            open.Push((container.Left - 1, container.Keyed));
            if (container.Keyed)
            {
                reader.ReadVarString();
            }

            if (!SkipHead(ref reader, out children, out keyed))
            {
                continue;
            }

            if (open.Count >= maxDepth)
            {
                MalformedUpdateException.Throw(MalformedUpdateReason.LimitExceeded, $"A value is nested deeper than {maxDepth}.");
            }

            open.Push((children, keyed));
        }
    }

    /// <summary>Reads a scalar whole, or the tag and count of a container; true for a container with children.</summary>
    private static bool SkipHead(ref ByteReader reader, out int children, out bool keyed)
    {
        children = 0;
        keyed = false;
        switch (reader.ReadByte())
        {
            case AnyTag.Undefined or AnyTag.Null or AnyTag.False or AnyTag.True:
                return false;
            case AnyTag.Integer:
                reader.ReadVarInt(out _);
                return false;
            case AnyTag.Float32:
                reader.Skip(sizeof(float));
                return false;
            case AnyTag.Float64 or AnyTag.BigInt:
                reader.Skip(sizeof(double));
                return false;
            case AnyTag.Text:
                reader.ReadVarString();
                return false;
            case AnyTag.Bytes:
                reader.ReadVarBytes();
                return false;
            case AnyTag.Object:
                keyed = true;
                children = reader.ReadCount(2);
                return children > 0;
            case AnyTag.Array:
                children = reader.ReadCount(1);
                return children > 0;
            default:
                MalformedUpdateException.Throw(MalformedUpdateReason.UnknownContent, "A value has an unknown tag.");
                return false;
        }
    }
}
