using System.Globalization;
using Xunit;

namespace CollabServer.Protocol.Tests;

/// <summary>Seeds of random tests: printed, and taken back from <c>COLLAB_TEST_SEED</c>.</summary>
internal static class Seed
{
    public static int Next()
    {
        var given = Environment.GetEnvironmentVariable("COLLAB_TEST_SEED");
        var seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"COLLAB_TEST_SEED={seed}");
        return seed;
    }
}
