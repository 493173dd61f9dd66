using System.Reflection;
using CollabServer.Documents;

namespace CollabServer.Requests;

/// <summary>The document a REST request is about: the segment behind <c>/api/documents/</c> of the request line, percent-decoded exactly once.</summary>
internal sealed record RequestedDocument(DocumentName Name)
{
    private const int Segment = 3; // "", "api", "documents", name

    /// <exception cref="BadHttpRequestException">The segment is not a document name; the message says why.</exception>
    public static ValueTask<RequestedDocument> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var segments = RawPath.Of(context).Split('/');
        if (segments.Length <= Segment || !RawPath.TryDecode(segments[Segment], out var text))
        {
            throw new BadHttpRequestException("The document name in the address is not percent-encoded UTF-8.");
        }

        return DocumentName.TryParse(text, out var name, out var fault)
            ? ValueTask.FromResult(new RequestedDocument(name))
            : throw new BadHttpRequestException(fault);
    }
}
