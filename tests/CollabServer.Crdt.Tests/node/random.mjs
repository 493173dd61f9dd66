// Seeded random choices (mulberry32): the same seed gives the same history on every machine.
export class Random {
  constructor (seed) { this.state = seed >>> 0 }

  fraction () {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** 0 … n - 1 */
  below (n) { return Math.floor(this.fraction() * n) }

  between (low, high) { return low + this.below(high - low + 1) }

  chance (p) { return this.fraction() < p }

  pick (list) { return list[this.below(list.length)] }

  shuffled (list) {
    const copy = [...list]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]]
    }
    return copy
  }
}
