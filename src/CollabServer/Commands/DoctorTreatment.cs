using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Commands;

/// <summary>What the doctor does about what was found, when it is told to. Never touches a log entry.</summary>
internal sealed class DoctorTreatment(IServiceProvider services, DoctorOptions options)
{
    /// <returns>What was done, in sentences.</returns>
    public async Task<IReadOnlyList<string>> TreatAsync(Examination examination, CancellationToken ct)
    {
        List<string> done = [];
        if (options.Release && await services.GetRequiredService<QuarantineRelease>().ReleaseAsync(examination.Document, "doctor", ct) is { } released)
        {
            done.Add(released.Version is { } version
                ? $"Released from quarantine with version {version.Id}; {released.Lost.Sum(lost => lost.LastSeq - lost.FirstSeq + 1)} entries are lost."
                : "Released from quarantine; nothing is lost.");
        }
        else if (options.Repair && !examination.IsSound)
        {
            await RepairAsync(examination, done, ct);
        }

        return done;
    }

    private async Task RepairAsync(Examination examination, List<string> done, CancellationToken ct)
    {
        var name = examination.Document;
        if (examination.Findings.Any(finding => finding.Kind == FindingKind.WrongFigure) && await services.GetRequiredService<ILogMeasure>().CorrectAsync(name, ct))
        {
            done.Add("Set the size of the log and the newest snapshot right in the catalogue.");
        }

        if (examination.Findings.FirstOrDefault(IsUnreadable) is { } loss)
        {
            var quarantine = new DocumentQuarantine(services.GetRequiredService<TimeProvider>().GetUtcNow(), loss.Sentence);
            if (await services.GetRequiredService<IQuarantineRegister>().QuarantineAsync(name, quarantine, ct))
            {
                done.Add("Quarantined.");
            }

            return;
        }

        var damaged = examination.Findings.Where(finding => finding is { Kind: FindingKind.DamagedSnapshot, Weight: FindingWeight.Covered })
            .Select(finding => finding.SnapshotId!.Value).ToHashSet();
        var checkpoints = await services.GetRequiredService<ISnapshotStore>().ListAsync(name, [SnapshotKind.Checkpoint], long.MaxValue, int.MaxValue, ct);
        long[] removable = [.. checkpoints.Select(info => info.Id).Where(damaged.Contains)];
        if (removable.Length > 0)
        {
            try
            {
                var removed = await services.GetRequiredService<IHistoryTrimming>().RemoveSnapshotsAsync(name, removable, ct);
                done.Add($"Removed {removed} damaged checkpoints.");
            }
            catch (TrimRefusedException refused)
            {
                done.Add($"Nothing was removed: {refused.Message}");
            }
        }
    }

    // A damaged version is a loss as well, but no reason to keep people from writing.
    private static bool IsUnreadable(Finding finding) =>
        finding is { Weight: FindingWeight.Loss, Kind: FindingKind.UnreadableEntries or FindingKind.NoBeginning };
}
