using System.Globalization;

namespace CollabServer.LoadTool.Measurements;

/// <summary>Processor time and resident memory of the server's processes, from /proc. Linux only.</summary>
internal sealed class ServerProcess(IReadOnlyList<int> pids)
{
    /// <summary>The kernel reports processor time in units of 1/100 s on every platform .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public bool IsKnown => pids.Count > 0;

    /// <summary>User and system time of all threads so far, in seconds.</summary>
    public double CpuSeconds => pids.Sum(ReadCpuSeconds);

    public double ResidentMegabytes => pids.Sum(ReadResidentKilobytes) / 1024.0;

    private static double ReadCpuSeconds(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The command name in parentheses may hold spaces; utime and stime are fields 14 and 15, the first field behind it is 3.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Parse(fields[11]) + Parse(fields[12])) / TicksPerSecond;
    }

    private static double ReadResidentKilobytes(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        return 0;
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
