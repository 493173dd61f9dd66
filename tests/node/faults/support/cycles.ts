/** How often a fault is made: once in a normal run, COLLAB_FAULT_CYCLES times in a long one. */
export const cycles = (usual = 1) => Number(process.env.COLLAB_FAULT_CYCLES ?? usual);

/** For tests that repeat `cycles()` times. */
export const cyclesMilliseconds = (usual = 1) => 120_000 + cycles(usual) * 120_000;
