using System.Reflection;
using CollabServer.Documents;

namespace CollabServer.Requests;

/// <summary>The document a REST request is about: the segment behind <c>/api/documents/</c> of the request line, percent-decoded exactly once.</summary>
internal sealed record RequestedDocument(DocumentName Name)
{
    private const int SegmentsBefore = 2; // api, documents

    /// <exception cref="BadHttpRequestException">The segment is not a document name; the message says why.</exception>
    public static ValueTask<RequestedDocument> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!RawPath.TryGetRest(context, SegmentsBefore, out var rest))
        {
            throw new BadHttpRequestException("The address of a document has no \".\" or \"..\" segments.");
        }

        var end = rest.IndexOf('/');
        if (!RawPath.TryDecode(end < 0 ? rest : rest[..end], out var text))
        {
            throw new BadHttpRequestException("The document name in the address is not percent-encoded UTF-8.");
        }

        return DocumentName.TryParse(text, out var name, out var fault)
            ? ValueTask.FromResult(new RequestedDocument(name))
            : throw new BadHttpRequestException(fault);
    }
}
