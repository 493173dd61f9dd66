namespace CollabServer.Commands;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Stopped, but some edits could not be written to the log.</summary>
    public const int Unsaved = 1;

    /// <summary>The configuration or the command line is wrong; every fault was printed.</summary>
    public const int Configuration = 2;

    /// <summary>The store cannot be reached, or its schema does not fit this version.</summary>
    public const int Store = 3;

    /// <summary><c>doctor</c> found damage.</summary>
    public const int Damage = 4;
}
