using System.Data.Common;
using System.Diagnostics;

namespace CollabServer.Documents.Failpoints;

/// <summary>
/// Named places before and after each durable step, where a test can kill, stop or disturb the process. Only a build with
/// <c>-p:Failpoints=true</c> has them: in any other the compiler leaves the calls out, arguments and all. Thread-safe.
/// </summary>
public static class Failpoint
{
    /// <param name="point">A literal of the form <c>area.moment</c>, written in one place of the code only: tests look for it.</param>
    /// <param name="connection">Lets a test weaken the connection's settings.</param>
    [Conditional("FAILPOINTS")]
    public static void Hit(string point, DbConnection? connection = null)
    {
#if FAILPOINTS
        FailpointPlan.Current.Hit(point, connection);
#endif
    }
}
