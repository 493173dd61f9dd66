using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CollabServer.Migrations.PostgreSql.Migrations
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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "quarantined_at",
                table: "documents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "trimmed_through",
                table: "documents",
                type: "bigint",
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
