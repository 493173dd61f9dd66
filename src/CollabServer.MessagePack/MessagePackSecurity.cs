namespace CollabServer.MessagePack;

/// <summary>How suspicious a reader is. Immutable. A reader that is told nothing uses <see cref="UntrustedData"/>.</summary>
public sealed class MessagePackSecurity
{
    /// <summary>For bytes this process wrote itself: 500 levels, invalid UTF-8 becomes U+FFFD.</summary>
    public static readonly MessagePackSecurity TrustedData = new(maximumObjectGraphDepth: 500, rejectsInvalidUtf8: false);

    /// <summary>For bytes from a socket: 128 levels, invalid UTF-8 is an error.</summary>
    public static readonly MessagePackSecurity UntrustedData = new(maximumObjectGraphDepth: 128, rejectsInvalidUtf8: true);

    private MessagePackSecurity(int maximumObjectGraphDepth, bool rejectsInvalidUtf8)
    {
        MaximumObjectGraphDepth = maximumObjectGraphDepth;
        RejectsInvalidUtf8 = rejectsInvalidUtf8;
    }

    /// <summary>How many arrays and maps may be open at once.</summary>
    public int MaximumObjectGraphDepth { get; }

    public bool RejectsInvalidUtf8 { get; }

    public MessagePackSecurity WithMaximumObjectGraphDepth(int maximumObjectGraphDepth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumObjectGraphDepth);
        return new(maximumObjectGraphDepth, RejectsInvalidUtf8);
    }

    /// <summary>Called by code that reads nested objects by recursion, before each level; such code takes one off <see cref="MessagePackReader.Depth"/> when it leaves.</summary>
    public void DepthStep(ref MessagePackReader reader)
    {
        if (reader.Depth >= MaximumObjectGraphDepth)
            Faults.TooDeep(MaximumObjectGraphDepth);
        reader.Depth++;
    }
}
