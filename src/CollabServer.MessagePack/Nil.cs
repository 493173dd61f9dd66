namespace CollabServer.MessagePack;

/// <summary>The value of the format's <c>nil</c>, where a type argument is needed for "nothing".</summary>
public readonly record struct Nil
{
    public static readonly Nil Default;

    public override string ToString() => "nil";
}
