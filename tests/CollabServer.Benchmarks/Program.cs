using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CollabServer.Benchmarks.Comparison;

switch (args)
{
    case [Comparer.Command, .. var rest]:
        Comparer.Run(rest);
        break;
    case [Profiling.Command, var operation]:
        Profiling.Run(operation);
        break;
    case [FirstLoad.Command, var trace]:
        FirstLoad.Run(trace);
        break;
    default:
        // In process: the generated project of the usual toolchain would inherit this repository's central package versions and lock files.
        var config = DefaultConfig.Instance
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithMaxIterationCount(20))
            .AddDiagnoser(MemoryDiagnoser.Default);
        BenchmarkSwitcher.FromAssembly(typeof(Comparer).Assembly).Run(args, config);
        break;
}
