// Adds up what test.sh left in a folder: <step>.exit (exit code of every step), <step>.trx (dotnet test), <step>.json (Vitest).
// Prints every failure and every reason to skip, then "N passed, N failed, N skipped". No dependencies: it also runs when npm failed.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";

const folder = process.argv[2] ?? ".";

/** @typedef {{ name: string, outcome: 'passed' | 'failed' | 'skipped', reason: string }} Result */

/** @type {Record<string, string>} */
const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
/** @param {string} xml */
const unescapeXml = (xml) =>
  xml
    .replace(/&#x([0-9A-Fa-f]+);/g, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name] ?? "");

/** @param {string} file @returns {Result[]} */
function readTrx(file) {
  const results = [];
  // A result without output closes itself; one with output ends at its end tag. Nothing in a TRX nests results.
  const pattern = /<UnitTestResult\b([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g;
  for (const [, attributes = "", body = ""] of readFileSync(file, "utf8").matchAll(pattern)) {
    const outcome = /\boutcome="([^"]*)"/.exec(attributes)?.[1] ?? "Passed";
    const name = unescapeXml(/\btestName="([^"]*)"/.exec(attributes)?.[1] ?? "?");
    const message = unescapeXml(/<ErrorInfo>\s*<Message>([\s\S]*?)<\/Message>/.exec(body)?.[1] ?? "");
    results.push({ name, outcome: trxOutcome(outcome), reason: message.trim() });
  }
  return results;
}

/** @param {string} outcome @returns {Result['outcome']} */
function trxOutcome(outcome) {
  if (outcome === "Passed") return "passed";
  return outcome === "NotExecuted" ? "skipped" : "failed";
}

/** @param {string} file @returns {Result[]} */
function readVitest(file) {
  /** @type {Result[]} */
  const results = [];
  for (const suite of JSON.parse(readFileSync(file, "utf8")).testResults) {
    const where = relative(process.cwd(), suite.name);
    for (const test of suite.assertionResults) {
      const name = `${where} > ${[...test.ancestorTitles, test.title].join(" > ")}`;
      if (test.status === "passed") results.push({ name, outcome: "passed", reason: "" });
      else if (test.status === "failed") results.push({ name, outcome: "failed", reason: test.failureMessages.join("\n") });
      else results.push({ name, outcome: "skipped", reason: test.meta?.skipped ?? "" });
    }
    // A file that cannot be loaded, or whose hooks fail, has a failed suite and no failed test.
    const blamed = suite.assertionResults.some((/** @type {{ status: string }} */ test) => test.status === "failed");
    if (suite.status === "failed" && !blamed) results.push({ name: where, outcome: "failed", reason: suite.message || "its setup failed" });
  }
  return results;
}

/** @param {string} step @param {Set<string>} files @returns {Result[]} */
function readStep(step, files) {
  const exit = Number(readFileSync(join(folder, `${step}.exit`), "utf8"));
  const isTests = step.endsWith(".Tests") || files.has(`${step}.json`);
  const results = files.has(`${step}.trx`)
    ? readTrx(join(folder, `${step}.trx`))
    : files.has(`${step}.json`)
      ? readVitest(join(folder, `${step}.json`))
      : [];
  // A crashed test host reports the tests it got to and none of the others.
  if (exit !== 0 && !results.some((result) => result.outcome === "failed"))
    results.push({ name: step, outcome: "failed", reason: `ended with exit code ${exit}` });
  if (isTests && results.length === 0) results.push({ name: step, outcome: "failed", reason: "ran no test at all" });
  return results;
}

const files = new Set(readdirSync(folder));
const steps = [...files].filter((file) => file.endsWith(".exit")).map((file) => basename(file, ".exit"));
const results = steps.sort().flatMap((step) => readStep(step, files));

/** @param {Result['outcome']} outcome */
const having = (outcome) => results.filter((result) => result.outcome === outcome);

for (const { name, reason } of having("failed")) console.log(`FAILED  ${name}\n        ${reason.split("\n", 3).join("\n        ")}`);

/** @type {Map<string, string[]>} */
const skipped = new Map();
for (const { name, reason } of having("skipped")) skipped.set(reason, [...(skipped.get(reason) ?? []), name]);
for (const [reason, names] of skipped) console.log(`SKIPPED ${reason || "(no reason given)"}\n        ${names.join("\n        ")}`);

const failed = having("failed").length;
console.log(`${having("passed").length} passed, ${failed} failed, ${having("skipped").length} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
