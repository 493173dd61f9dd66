using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using CollabServer.Crdt.Document;

namespace CollabServer.Benchmarks.Engine;

/// <summary>A thousand random places in a text of 100,000 structs.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Drop.")]
public class LongTextBenchmarks
{
    private LongText? _text;

    [GlobalSetup]
    public void Build() => _text = new LongText();

    [GlobalCleanup]
    public void Drop() => _text!.Dispose();

    [Benchmark]
    public Doc Edit() => _text!.Edit();

    [Benchmark]
    public object Look() => _text!.Look();
}
