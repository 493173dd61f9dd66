using CollabServer.MessagePack;

namespace CollabServer.Protocol.Dialects;

/// <summary>
/// The value of an application message is passed on untouched inside a frame, so it must be something that no receiver's decoder
/// chokes on: a well-formed object whose map keys are strings or integers and not <c>__proto__</c>, which JavaScript decoders refuse.
/// </summary>
internal static class ApplicationValue
{
    /// <summary>Steps over the value, checking it. A loop with a bounded stack, not recursion.</summary>
    public static void Skip(ref MessagePackReader reader)
    {
        var open = new Stack<OpenContainer>();
        var outerDepth = reader.Depth;
        while (true)
        {
            var isKey = open.TryPeek(out var container) && container.IsAtKey;
            if (isKey)
                SkipKey(ref reader);
            else if (!TryOpen(ref reader, open))
                reader.Skip();
            else
                continue;

            // The object is complete, and with it every container whose last object it was.
            while (open.TryPop(out container))
            {
                container = container.Next();
                if (container.Lacking > 0)
                {
                    open.Push(container);
                    break;
                }

                reader.Depth--;
            }

            if (open.Count == 0)
                break;
        }

        reader.Depth = outerDepth;
    }

    /// <summary>False, and nothing read, when the next object is a scalar or an empty container.</summary>
    private static bool TryOpen(ref MessagePackReader reader, Stack<OpenContainer> open)
    {
        var type = reader.NextMessagePackType;
        if (type is not (MessagePackType.Array or MessagePackType.Map))
            return false;

        var peek = reader.CreatePeekReader();
        var lacking = type == MessagePackType.Map ? 2L * peek.ReadMapHeader() : peek.ReadArrayHeader();
        if (lacking == 0)
            return false;

        reader.Security.DepthStep(ref peek);
        reader = peek;
        open.Push(new OpenContainer(lacking, type == MessagePackType.Map));
        return true;
    }

    private static void SkipKey(ref MessagePackReader reader)
    {
        var peek = reader.CreatePeekReader();
        switch (peek.NextMessagePackType)
        {
            case MessagePackType.Integer:
                break;
            case MessagePackType.String when peek.TryReadStringSpan(out var key) && !key.SequenceEqual("__proto__"u8):
                break;
            default:
                throw new ProtocolException(CloseCode.MalformedFrame, "A map key in an application message is a string or an integer and not __proto__.");
        }

        reader.Skip();
    }

    /// <summary>An array or map that still lacks objects; a map lacks an even number where a key comes next.</summary>
    private readonly record struct OpenContainer(long Lacking, bool IsMap)
    {
        public bool IsAtKey => IsMap && Lacking % 2 == 0;

        public OpenContainer Next() => this with { Lacking = Lacking - 1 };
    }
}
