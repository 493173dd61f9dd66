using System.Runtime.CompilerServices;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>What happened, for people. Off until a seed has failed: the same seed is then run again with the trace on.</summary>
internal sealed class Trace(VirtualTime time, bool isOn)
{
    private readonly List<string> _lines = [];

    public bool IsOn => isOn;

    public void Write([InterpolatedStringHandlerArgument("")] ref Line line) => _lines.Add($"{time.Elapsed.TotalMilliseconds,10:F2} {line.Text()}");

    public IReadOnlyList<string> Last(int count) => _lines.GetRange(Math.Max(0, _lines.Count - count), Math.Min(count, _lines.Count));

    /// <summary>Formats nothing while the trace is off.</summary>
    [InterpolatedStringHandler]
    internal ref struct Line
    {
        private DefaultInterpolatedStringHandler _text;

        public Line(int literalLength, int formattedCount, Trace trace, out bool isOn)
        {
            isOn = trace.IsOn;
            _text = isOn ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format)
            where T : IFormattable => _text.AppendFormatted(value, format);

        public string Text() => _text.ToStringAndClear();
    }
}
