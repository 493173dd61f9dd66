using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace CollabServer.Documents;

/// <summary>
/// A duration within bounds, both included; null is valid. <see cref="RangeAttribute"/> takes durations too, but works its bounds out at the first
/// use, and two threads that meet there break it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(string minimum, string maximum) : ValidationAttribute("The field {0} must be between {1} and {2}.")
{
    private readonly TimeSpan _minimum = TimeSpan.Parse(minimum, CultureInfo.InvariantCulture);
    private readonly TimeSpan _maximum = TimeSpan.Parse(maximum, CultureInfo.InvariantCulture);

    /// <summary>As <c>[d.]hh:mm:ss[.fffffff]</c>.</summary>
    public string Minimum => minimum;

    /// <summary>As <c>[d.]hh:mm:ss[.fffffff]</c>.</summary>
    public string Maximum => maximum;

    public override bool IsValid(object? value) => value is null || (value is TimeSpan duration && duration >= _minimum && duration <= _maximum);

    public override string FormatErrorMessage(string name) => string.Format(CultureInfo.InvariantCulture, ErrorMessageString, name, minimum, maximum);
}
