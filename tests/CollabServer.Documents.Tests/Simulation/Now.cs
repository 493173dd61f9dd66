namespace CollabServer.Documents.Tests.Simulation;

/// <summary>Asynchronous parts of the product over ports that answer at once have nothing to wait for.</summary>
internal static class Now
{
    public static T Of<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("A simulated port made its caller wait.");
}
