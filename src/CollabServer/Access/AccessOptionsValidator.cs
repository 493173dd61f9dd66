using Microsoft.Extensions.Options;

namespace CollabServer.Access;

/// <summary>Names every fault of the <c>Access</c> section at start.</summary>
internal sealed class AccessOptionsValidator(IHostEnvironment environment) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var faults = new List<string>();
        if (options.Mode == AccessMode.Unset && !environment.IsDevelopment())
        {
            faults.Add("Access:Mode is not set. Outside development, an open server must be asked for: set Access:Mode to Open.");
        }

        foreach (var origin in options.AllowedOrigins)
        {
            if (origin != "*" && !OriginPolicy.IsOrigin(origin))
            {
                faults.Add($"Access:AllowedOrigins holds \"{origin}\", which is not an origin of the form scheme://host[:port].");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
