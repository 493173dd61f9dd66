// Import before Yjs, which keeps the function it is told the time by. Time stands still until somebody waits.
let now = 1_000_000_000_000

Date.now = () => now

export const wait = (milliseconds) => { now += milliseconds }
