import { performance } from "node:perf_hooks";

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/**
 * Milliseconds of one run, by the clock and of processor time in all threads: warm-up until `warmUp` runs were made and `warmUpMs` have passed, then `runs` measured runs, or fewer
 * (but at least three) when `budgetMs` is used up. The .NET side follows the same protocol.
 */
export function measure(run, { warmUp = 3, warmUpMs = 300, runs = 51, budgetMs = 3000 } = {}) {
  const started = performance.now();
  for (let i = 0; i < warmUp || performance.now() - started < warmUpMs; i++) run();
  const times = [];
  const cpuTimes = [];
  const measuring = performance.now();
  while (times.length < runs && (times.length < 3 || performance.now() - measuring < budgetMs)) {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    run();
    times.push(performance.now() - before);
    const cpu = process.cpuUsage(cpuBefore);
    cpuTimes.push((cpu.user + cpu.system) / 1000);
  }
  return { medianMs: median(times), minMs: Math.min(...times), cpuMs: median(cpuTimes), runs: times.length };
}
