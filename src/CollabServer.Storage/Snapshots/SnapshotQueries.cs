using System.Linq.Expressions;
using CollabServer.Documents;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Snapshots;

/// <summary>A document's rows, and what is told of them.</summary>
internal static class SnapshotQueries
{
    public static IQueryable<DocumentSnapshot> Of(CollabDbContext context, DocumentName document)
    {
        var name = document.Value;
        return context.Snapshots.AsNoTracking()
            .Where(row => row.DocumentKey == context.Documents.Where(head => head.Id == name).Select(head => head.DocumentKey).Single());
    }

    public static SnapshotInfo Info(DocumentName document, DocumentSnapshot row) =>
        new(row.Id, document, row.Seq, row.Kind, row.Label, row.CreatedBy, row.CreatedAt, row.StateBytes);

    // The same for the database, which then leaves the state where it is.
    public static Expression<Func<DocumentSnapshot, SnapshotInfo>> InfoOf(DocumentName document) =>
        row => new SnapshotInfo(row.Id, document, row.Seq, row.Kind, row.Label, row.CreatedBy, row.CreatedAt, row.StateBytes);
}
