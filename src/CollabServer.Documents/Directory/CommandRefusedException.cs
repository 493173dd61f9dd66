namespace CollabServer.Documents.Directory;

/// <summary>A document refused a command by its own rules; see <see cref="Refusal"/>.</summary>
public sealed class CommandRefusedException(CommandRefusal refusal, string message) : Exception(message)
{
    public CommandRefusal Refusal { get; } = refusal;
}
