using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// The formatting of the run of text that is being read, and what the marks behind it change. Whether they change anything is known without
/// comparing all attributes: peers decide how many are in force, and how often they change.
/// </summary>
internal sealed class RunFormatting
{
    private readonly OrderedDictionary<string, Output> _inForce = new(StringComparer.Ordinal);
    private readonly List<(string Key, Output Value)> _marks = [];

    /// <summary>What the marks changed: the value now, and whether it is another one than that of the run.</summary>
    private readonly Dictionary<string, bool> _isOther = new(StringComparer.Ordinal);
    private int _others;

    /// <summary>Values by name, in the order their marks came into force.</summary>
    public OrderedDictionary<string, Output> OfRun => _inForce;

    /// <summary>Text that comes now is formatted in another way than the run.</summary>
    public bool Differs => _others > 0;

    public void Add(string key, Output value)
    {
        _marks.Add((key, value));
        var former = _inForce.GetValueOrDefault(key, Output.NullValue);
        var isOther = !DeepEquality.AreEqual(former, value);
        _others += (isOther ? 1 : 0) - (_isOther.GetValueOrDefault(key) ? 1 : 0);
        _isOther[key] = isOther;
    }

    /// <summary>The next run begins.</summary>
    public void Settle()
    {
        foreach (var (key, value) in _marks)
        {
            FormatMarks.Apply(key, value, _inForce);
        }

        _marks.Clear();
        _isOther.Clear();
        _others = 0;
    }
}
