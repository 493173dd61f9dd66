import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { repositoryRoot } from "../harness/repository.ts";
import { outside, type SeededBug, seededBugs } from "./support/seededBugs/bugs.ts";

/**
 * The test of the tests: bugs that servers like this one have had are put into a copy of the product, one at a time. Some test must fail.
 * Takes minutes, so only COLLAB_SEEDED_BUGS=1 does it, or a part of a name for some of them; the simulation finds its own seeded bugs in every run.
 */
describe("seeded bugs", () => {
  test.for(seededBugs)("can still be planted: $name", ({ file, edits }) => {
    const source = readFileSync(join(repositoryRoot, file), "utf8");
    for (const [find] of edits) expect(source.split(find).length - 1, find).toBe(1);
  });

  const wanted = process.env.COLLAB_SEEDED_BUGS;
  if (wanted === undefined) return;
  test(
    "are all found",
    async () => {
      const bugs = seededBugs.filter((bug) => wanted === "1" || bug.name.includes(wanted));
      const copy = copyOfTheRepository();
      onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
      const passWithout = new Set<string>();
      const missed: string[] = [];
      for (const bug of bugs) {
        try {
          const tests = `${bug.project} ${bug.filter}`;
          if (!passWithout.has(tests)) {
            build(copy, bug.project);
            expect(failures(copy, bug), "without the bug").toEqual([]);
            passWithout.add(tests);
          }
          const found = findings(copy, bug);
          if (found.length === 0) missed.push(bug.name);
          console.info(`${bug.name}: ${found.length === 0 ? "MISSED" : `${found.length} tests fail, ${found[0]} for one`}`);
        } catch (error) {
          // A bug that does not compile any more, or tests that fail without it, prove nothing. The others have their turn.
          missed.push(`${bug.name}: ${error}`);
          console.info(`${bug.name}: NOT PLANTED`);
        }
        // Nothing is shown while other processes are waited for.
        await setImmediate();
      }
      console.info(`${bugs.length - missed.length}/${bugs.length} seeded bugs found`);
      expect(missed).toEqual([]);
    },
    3 * 3_600_000,
  );
});

/** Failing tests with the bug planted; it is gone afterwards. */
function findings(copy: string, bug: SeededBug): string[] {
  const path = join(copy, bug.file);
  const sound = readFileSync(path, "utf8");
  writeFileSync(
    path,
    bug.edits.reduce((source, [find, replace]) => source.replace(find, () => replace), sound),
  );
  try {
    build(copy, bug.project);
    return failures(copy, bug);
  } finally {
    writeFileSync(path, sound);
  }
}

/** Names of the tests that fail, or "the run itself" when it crashed or hung. */
function failures(copy: string, bug: SeededBug): string[] {
  if (bug.project === outside) return failuresOutside(copy, bug);
  const ran = dotnet(copy, [
    ...["test", `tests/${bug.project}`, "-c", "Release", "--no-build", "--filter", bug.filter],
    ...["--blame-hang-timeout", "3min", "--blame-hang-dump-type", "none"],
  ]);
  if (ran.status === 0) return [];
  const names = [...ran.stdout.matchAll(/^\s*Failed (\S+)/gm)].map((match) => (match[1] as string).split(".").slice(-2).join("."));
  return names.length > 0 ? names : ["the run itself"];
}

/** The same for tests that drive the built server. */
function failuresOutside(copy: string, bug: SeededBug): string[] {
  // What this run of the tests has put into the environment is not for that one.
  const environment = Object.entries(process.env).filter(([name]) => !/^(VITEST|COLLAB_|NODE_ENV|TEST$)/.test(name));
  const ran = spawnSync("npx", ["vitest", "run", "--no-color", ...bug.filter.split(" ")], {
    cwd: join(repositoryRoot, "tests/node"),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...Object.fromEntries(environment), COLLAB_SERVER_DLL: join(copy, "src/CollabServer/bin/Release/net10.0/CollabServer.dll") },
  });
  if (ran.status === 0) return [];
  const names = [...`${ran.stdout}${ran.stderr}`.matchAll(/^\s*FAIL\s+(.*)$/gm)].map((match) => match[1] as string);
  return names.length > 0 ? names : ["the run itself"];
}

function build(copy: string, project: string): void {
  // No analyzers: what a bug leaves unused is not the point.
  const built = dotnet(copy, [
    "build",
    project === outside ? "src/CollabServer" : `tests/${project}`,
    "-c",
    "Release",
    "-v",
    "quiet",
    "-p:RunAnalyzers=false",
    "-p:TreatWarningsAsErrors=false",
    "-p:BuildDemo=false",
  ]);
  if (built.status !== 0) throw new Error(`${project} does not build:\n${built.stdout}`);
}

function dotnet(copy: string, command: string[]) {
  const fixtures = process.env.COLLAB_FIXTURES ?? join(repositoryRoot, "..", "shared", "fixtures");
  return spawnSync("dotnet", command, {
    cwd: copy,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, COLLAB_FIXTURES: fixtures },
  });
}

function copyOfTheRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), "collabserver-bugs-"));
  const tracked = spawnSync("git", ["ls-files", "-z"], { cwd: repositoryRoot, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (tracked.status !== 0) throw new Error(`git ls-files: ${tracked.stderr}`);
  mkdirSync(copy, { recursive: true });
  const copied = spawnSync("cp", ["--parents", "-t", copy, ...tracked.stdout.split("\0").filter((name) => name !== "")], {
    cwd: repositoryRoot,
  });
  if (copied.status !== 0) throw new Error(`cp: ${copied.stderr}`);
  return copy;
}
