using System.Globalization;
using Xunit;

namespace CollabServer.MessagePack.Tests;

/// <summary>The seed of random tests: always the same, unless <c>COLLAB_TEST_SEED</c> names another, or asks for any with <c>random</c>. Printed.</summary>
internal static class Seed
{
    public static int Next()
    {
        var seed = Environment.GetEnvironmentVariable("COLLAB_TEST_SEED") switch
        {
            null or "" => 1,
            "random" => Random.Shared.Next(),
            var given => int.Parse(given, CultureInfo.InvariantCulture),
        };
        TestContext.Current.TestOutputHelper?.WriteLine($"COLLAB_TEST_SEED={seed}");
        return seed;
    }
}
