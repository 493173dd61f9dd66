// Undo managers with options that ours have too, and what happens to them besides undo and redo.
import * as Y from 'yjs'

/** Origins of edits, with how often they occur; null is none. */
export const ORIGINS = ['local', 'local', 'local', 'local', 'other', null]

const TRACKED = [['local'], ['local'], ['local', 'other'], ['local', null], [null], ['local', 'other', null]]

/** Of a manager that leaves nothing to chance but what it tracks. */
export const optionsOf = (random, roots) => ({
  timeout: random.chance(0.6) ? 0 : random.pick([300, 500]),
  origins: random.pick(TRACKED),
  scope: random.chance(0.6) ? roots : random.chance(0.5) ? null : random.shuffled(roots).slice(0, random.between(1, 3))
})

export class Undo {
  constructor (doc, options) {
    this.doc = doc
    this.options = options
    this.steps = []
    const { timeout, origins, scope } = options
    const types = scope === null ? doc : scope.map((name) => doc.share.get(name))
    // Of a whole document Yjs also captures transactions that did nothing, undoing without effect among them; ours does not.
    const captureTransaction = (transaction) => transaction.changedParentTypes.size > 0
    this.manager = new Y.UndoManager(types, { captureTimeout: timeout, trackedOrigins: new Set(origins), captureTransaction })
    this.origins = [...origins]
    const note = (what) => ({ type, origin }) => this.steps.push({ what, type, origin: origin === this.manager ? 'self' : origin })
    this.manager.on('stack-item-added', note('added'))
    this.manager.on('stack-item-popped', note('popped'))
  }

  /** What was put on and taken from the stacks since it was asked last, and whether there is more. */
  seen () {
    const steps = this.steps
    this.steps = []
    return { steps, can: [this.manager.canUndo(), this.manager.canRedo()] }
  }

  /** Something else than undo and redo, chosen at random: what it was, and its result. */
  change (random, roots) {
    const what = random.pick(['stop', 'stop', 'clear', 'origin', 'scope'])
    if (what === 'stop') {
      this.manager.stopCapturing()
      return { what }
    }
    if (what === 'origin') return { what, ...this.changeOrigins(random) }
    // A manager for the whole document has no scope to extend.
    if (what === 'scope' && this.options.scope !== null) {
      const root = random.pick(roots)
      this.manager.addToScope(this.doc.share.get(root))
      return { what, root }
    }
    const done = this.manager.canUndo() || this.manager.canRedo()
    this.manager.clear()
    return { what: 'clear', done }
  }

  changeOrigins (random) {
    const origin = random.pick(['local', 'other', null])
    const known = this.origins.indexOf(origin)
    // Without any, ours takes what has no origin and Yjs takes nothing.
    if (known >= 0 && this.origins.length > 1) {
      this.origins.splice(known, 1)
      this.manager.removeTrackedOrigin(origin)
      return { add: false, origin }
    }
    if (known < 0) this.origins.push(origin)
    this.manager.addTrackedOrigin(origin)
    return { add: true, origin }
  }
}
