using System.CommandLine;
using System.Data.Common;
using System.Runtime.CompilerServices;
using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Storage;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Commands;

/// <summary><c>doctor</c>: verifies what is stored, one document after the other, beside a running server. Only writes when it is told to.</summary>
internal static class DoctorCommand
{
    private const int DocumentsPerPage = 200;

    public static async Task<int> RunAsync(string[] words, DoctorOptions options, InvocationConfiguration console, CancellationToken ct)
    {
        if (DoctorArguments.Parse(words, options, out var document, out var settings) is { } fault)
        {
            await console.Error.WriteLineAsync($"{fault} Usage: doctor <document id> | --all [--json] [--repair] [--release] [settings]");
            return ExitCode.Configuration;
        }

        // The report is the output; what the server would log is in it.
        await using var app = StartupCheck.Build(
        [
            .. settings, "--Access:Mode=Open", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None",
            "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None",
        ]);
        if (app is null)
        {
            return ExitCode.Configuration;
        }

        try
        {
            var pending = await app.Services.GetRequiredService<IStoreMigrator>().PendingAsync(ct);
            if (pending.Count > 0)
            {
                await console.Error.WriteLineAsync($"The database lacks {pending.Count} migrations; run migrate.");
                return ExitCode.Store;
            }

            return await ExamineAsync(app.Services, document, options, console, ct);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or IOException or TimeoutException or StoreRefusedException
            or InvalidOperationException { InnerException: not null })
        {
            await console.Error.WriteLineAsync($"The store cannot be used: {StartupCheck.ReasonOf(exception)}");
            return ExitCode.Store;
        }
    }

    private static async Task<int> ExamineAsync(
        IServiceProvider services, DocumentName? document, DoctorOptions options, InvocationConfiguration console, CancellationToken ct)
    {
        var report = new DoctorReport(console.Output, options.Json);
        var treatment = new DoctorTreatment(services, options);
        var examiner = services.GetRequiredService<DocumentExaminer>();
        var names = document is { } one ? One(one) : AllAsync(services.GetRequiredService<IDocumentCatalog>(), ct);
        await foreach (var name in names.WithCancellation(ct))
        {
            if (await examiner.ExamineAsync(name, ct) is { } examination)
            {
                report.Write(examination, await treatment.TreatAsync(examination, ct));
            }
            else if (document is not null)
            {
                await console.Error.WriteLineAsync($"There is no document \"{name}\".");
                return ExitCode.Configuration;
            }
        }

        report.WriteTotals();
        return report.HasDamage ? ExitCode.Damage : ExitCode.Ok;
    }

    private static async IAsyncEnumerable<DocumentName> One(DocumentName name)
    {
        await Task.CompletedTask;
        yield return name;
    }

    private static async IAsyncEnumerable<DocumentName> AllAsync(
        IDocumentCatalog catalog, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        IReadOnlyList<DocumentRecord> page;
        do
        {
            page = await catalog.ListAsync("", after, DocumentsPerPage, ct);
            foreach (var record in page)
            {
                yield return record.Name;
            }

            after = page.Count > 0 ? page[^1].Name.Value : after;
        }
        while (page.Count == DocumentsPerPage);
    }
}
