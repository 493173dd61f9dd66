using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CollabServer.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Integrity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "quarantine_reason",
                table: "documents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "quarantined_at",
                table: "documents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "trimmed_through",
                table: "documents",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "quarantine_reason",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "quarantined_at",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "trimmed_through",
                table: "documents");
        }
    }
}
