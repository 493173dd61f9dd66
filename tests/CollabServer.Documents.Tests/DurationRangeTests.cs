using System.ComponentModel.DataAnnotations;

namespace CollabServer.Documents.Tests;

public sealed class DurationRangeTests
{
    [Theory]
    [InlineData("00:00:00.0999999", false)]
    [InlineData("00:00:00.1", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("1.00:00:00.0000001", false)]
    public void Both_bounds_are_included(string duration, bool valid)
    {
        var range = new DurationRangeAttribute("00:00:00.1", "1.00:00:00");

        Assert.Equal(valid, range.IsValid(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_fault_names_the_setting_and_its_bounds()
    {
        var options = new DocumentsOptions { HelloTimeout = TimeSpan.Zero };
        var faults = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true));

        Assert.Equal("The field HelloTimeout must be between 00:00:00.1 and 00:10:00.", Assert.Single(faults).ErrorMessage);
    }
}
