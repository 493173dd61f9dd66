using System.Text.Json;
using System.Text.Json.Serialization;
using CollabServer.Documents.Integrity;

namespace CollabServer.Commands;

/// <summary>Writes what the doctor found, document by document, so that nothing has to be kept.</summary>
internal sealed class DoctorReport(TextWriter output, bool asJson)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private long _documents;
    private long _damaged;
    private long _losing;

    public bool HasDamage => _damaged > 0;

    public void Write(Examination examination, IReadOnlyList<string> done)
    {
        _documents++;
        _damaged += examination.IsSound ? 0 : 1;
        _losing += examination.Findings.Any(finding => finding.Weight == FindingWeight.Loss) ? 1 : 0;
        if (asJson)
        {
            WriteJson(new
            {
                Document = examination.Document.Value,
                Sound = examination.IsSound,
                examination.LastSeq,
                examination.TrimmedThrough,
                examination.Entries,
                examination.Snapshots,
                examination.Findings,
                Done = done,
            });
            return;
        }

        output.WriteLine(
            $"{(examination.IsSound ? "sound  " : "DAMAGED")}  {examination.Document}: {examination.Entries} log entries up to {examination.LastSeq}, {examination.Snapshots} snapshots");
        foreach (var finding in examination.Findings)
        {
            output.WriteLine($"           {Mark(finding.Weight)} {finding.Sentence}");
        }

        foreach (var sentence in done)
        {
            output.WriteLine($"           done: {sentence}");
        }
    }

    public void WriteTotals()
    {
        if (asJson)
        {
            WriteJson(new { Documents = _documents, Damaged = _damaged, WithLoss = _losing });
        }
        else
        {
            output.WriteLine($"{_documents} documents: {_documents - _damaged} sound, {_damaged} damaged, {_losing} of them with loss.");
        }
    }

    private void WriteJson<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, Json));

    private static string Mark(FindingWeight weight) => weight switch
    {
        FindingWeight.Loss => "loss:",
        FindingWeight.Covered => "covered:",
        _ => "note:",
    };
}
