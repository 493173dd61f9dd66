using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CollabServer.Storage.Model;

/// <summary>
/// The tables, for PostgreSQL and for SQLite. What differs: PostgreSQL compares names by byte (<c>COLLATE "C"</c>, as SQLite does anyway);
/// SQLite has neither times nor UUIDs, so times are microseconds since 1970 and batch ids 16 bytes, most significant first.
/// </summary>
internal sealed class CollabDbContext(DbContextOptions<CollabDbContext> options) : DbContext(options)
{
    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentUpdate> Updates => Set<DocumentUpdate>();

    public DbSet<DocumentSnapshot> Snapshots => Set<DocumentSnapshot>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Document>(table =>
        {
            table.ToTable("documents");
            table.HasKey(row => row.DocumentKey);
            table.HasIndex(row => row.Id).IsUnique();
            // Counted now and then, and nearly always empty.
            table.HasIndex(row => row.QuarantinedAt, "ix_documents_quarantined").HasFilter("quarantined_at IS NOT NULL");
            table.Property(row => row.DocumentKey).HasColumnName("document_key");
            table.Property(row => row.Id).HasColumnName("id").IsRequired();
            table.Property(row => row.Generation).HasColumnName("generation");
            table.Property(row => row.CreatedAt).HasColumnName("created_at");
            table.Property(row => row.UpdatedAt).HasColumnName("updated_at");
            table.Property(row => row.LastSeq).HasColumnName("last_seq");
            table.Property(row => row.SnapshotSeq).HasColumnName("snapshot_seq");
            table.Property(row => row.LogBytes).HasColumnName("log_bytes");
            // The append path does not know the columns below.
            table.Property(row => row.TrimmedThrough).HasColumnName("trimmed_through").HasDefaultValue(0L);
            table.Property(row => row.QuarantinedAt).HasColumnName("quarantined_at");
            table.Property(row => row.QuarantineReason).HasColumnName("quarantine_reason");
        });
        modelBuilder.Entity<DocumentUpdate>(table =>
        {
            table.ToTable("document_updates");
            table.HasKey(row => new { row.DocumentKey, row.Seq });
            table.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentKey).OnDelete(DeleteBehavior.Restrict);
            table.Property(row => row.DocumentKey).HasColumnName("document_key");
            table.Property(row => row.Seq).HasColumnName("seq").ValueGeneratedNever();
            table.Property(row => row.UpdateBytes).HasColumnName("update_bytes");
            table.Property(row => row.BatchId).HasColumnName("batch_id");
            table.Property(row => row.Author).HasColumnName("author");
            // The 64 bits as they are; a client id above 2^63 reads as negative in SQL.
            table.Property(row => row.ClientId).HasColumnName("client_id").HasConversion(id => (long)id, stored => (ulong)stored);
            table.Property(row => row.CreatedAt).HasColumnName("created_at");
            table.Property(row => row.Origin).HasColumnName("origin").HasConversion<short>();
            table.Property(row => row.Checksum).HasColumnName("checksum").HasConversion(sum => (int)sum, stored => (uint)stored);
        });
        modelBuilder.Entity<DocumentSnapshot>(table =>
        {
            table.ToTable("document_snapshots");
            table.HasKey(row => row.Id);
            table.HasIndex(row => new { row.DocumentKey, row.Seq, row.Id });
            table.HasIndex(row => new { row.DocumentKey, row.Seq }, "ix_document_snapshots_one_checkpoint").IsUnique().HasFilter("kind = 0");
            table.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentKey).OnDelete(DeleteBehavior.Restrict);
            table.Property(row => row.Id).HasColumnName("id").IsRequired();
            table.Property(row => row.DocumentKey).HasColumnName("document_key");
            table.Property(row => row.Seq).HasColumnName("seq");
            table.Property(row => row.State).HasColumnName("state");
            table.Property(row => row.StateBytes).HasColumnName("state_bytes");
            table.Property(row => row.Checksum).HasColumnName("checksum").HasConversion(sum => (int)sum, stored => (uint)stored);
            table.Property(row => row.Kind).HasColumnName("kind").HasConversion<short>();
            table.Property(row => row.Label).HasColumnName("label");
            table.Property(row => row.CreatedBy).HasColumnName("created_by");
            table.Property(row => row.CreatedAt).HasColumnName("created_at");
        });
        NameConstraints(modelBuilder);

        if (Database.IsNpgsql())
        {
            modelBuilder.Entity<Document>().Property(row => row.Id).UseCollation("C");
            // Every append updates the row in place; free space on its page keeps that from touching the indexes.
            modelBuilder.Entity<Document>().HasStorageParameter("fillfactor", 70);
        }
        else
        {
            modelBuilder.Entity<DocumentUpdate>().Property(row => row.BatchId)
                .HasConversion(id => id.ToByteArray(true), stored => new Guid(stored, true));
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlite())
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
        }
    }

    // EF's default names quote badly in SQL written by hand.
    private static void NameConstraints(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            var table = entity.GetTableName();
            foreach (var key in entity.GetKeys())
            {
                key.SetName($"pk_{table}");
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName($"fk_{table}_documents");
            }

            foreach (var index in entity.GetIndexes().Where(index => index.Name is null))
            {
                index.SetDatabaseName($"ix_{table}_{string.Join('_', index.Properties.Select(property => property.GetColumnName()))}");
            }
        }
    }

    private sealed class MicrosecondsConverter()
        : ValueConverter<DateTimeOffset, long>(time => StoredTime.ToUnixMicroseconds(time), stored => StoredTime.FromUnixMicroseconds(stored));
}
