using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CollabServer.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Quarantine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_documents_quarantined",
                table: "documents",
                column: "quarantined_at",
                filter: "quarantined_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_documents_quarantined",
                table: "documents");
        }
    }
}
