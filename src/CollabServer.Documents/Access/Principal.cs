namespace CollabServer.Documents.Access;

/// <summary>Who acts. <c>User</c> is an authenticated name, or null where access is open and nobody is asked.</summary>
public sealed record Principal(string? User)
{
    public static Principal Anonymous { get; } = new((string?)null);
}
