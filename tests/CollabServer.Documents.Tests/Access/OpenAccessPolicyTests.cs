using CollabServer.Documents.Access;

namespace CollabServer.Documents.Tests.Access;

public sealed class OpenAccessPolicyTests
{
    [Fact]
    public void Everything_with_a_name_is_allowed_and_nothing_else()
    {
        var policy = new OpenAccessPolicy();
        var allowed = Enumerable.Range(-1, 10).Select(value => (DocumentOperation)value)
            .Where(operation => policy.Authorize(Principal.Anonymous, DocumentName.Parse("d"), operation));

        Assert.Equal(Enum.GetValues<DocumentOperation>().Except([DocumentOperation.None]), allowed);
    }
}
