// What of a delivery counts for coverage: which contents met which circumstances, told by Yjs itself while it applies.
import * as Y from 'yjs'

let note = null

/** Runs something, and calls add(kind, circumstance) for what happens inside a document meanwhile. */
export const noting = (add, run) => {
  note = add
  try { run() } finally { note = null }
}

const kindOfContent = (content) => content instanceof Y.ContentType ? content.type.constructor.name.slice(1) : content.constructor.name.slice('Content'.length)

const kindOf = (struct) => struct instanceof Y.GC ? 'Collected' : kindOfContent(struct.content)

/** The structs of an update, but for skips: [{ kind, client, clock, end, skipped }], and whether it deletes anything. */
export const contentsOf = (bytes, v2) => {
  const { structs, ds } = v2 ? Y.decodeUpdateV2(bytes) : Y.decodeUpdate(bytes)
  const found = []
  let skipped = -1
  for (const struct of structs) {
    const { client, clock } = struct.id
    if (struct instanceof Y.Skip) skipped = client
    else found.push({ kind: kindOf(struct), client, clock, end: clock + struct.length, skipped: skipped === client })
  }
  return { structs: found, deletes: ds.clients.size > 0 }
}

/** The contents of an update that wait in a document. */
export const waitingOf = ({ structs, deletes }, store) => {
  const kinds = new Set()
  if (store.pendingStructs !== null) {
    const waiting = contentsOf(store.pendingStructs.update, true).structs
    for (const s of structs) if (waiting.some((w) => w.client === s.client && w.clock < s.end && s.clock < w.end)) kinds.add(s.kind)
  }
  if (deletes && store.pendingDs !== null) kinds.add('DeleteSet')
  return kinds
}

// A struct is cut in the store, or because its beginning was known. Cutting waiting updates, which are bytes, does not count.
for (const Content of [Y.ContentString, Y.ContentAny, Y.ContentJSON, Y.ContentDeleted]) {
  const { splice, mergeWith } = Content.prototype
  Content.prototype.splice = function (offset) {
    if (note !== null && !new Error().stack.includes('sliceStruct')) note(kindOfContent(this), 'split')
    return splice.call(this, offset)
  }
  Content.prototype.mergeWith = function (right) {
    const merged = mergeWith.call(this, right)
    if (merged && note !== null) note(kindOfContent(this), 'joined')
    return merged
  }
}

const { integrate: integrateCollected, mergeWith: mergeCollected } = Y.GC.prototype
Y.GC.prototype.integrate = function (transaction, offset) {
  if (offset > 0 && note !== null) note('Collected', 'split')
  return integrateCollected.call(this, transaction, offset)
}
Y.GC.prototype.mergeWith = function (right) {
  const merged = mergeCollected.call(this, right)
  if (merged && note !== null) note('Collected', 'joined')
  return merged
}

// Something else stands where an item wants to be.
const { integrate } = Y.Item.prototype
Y.Item.prototype.integrate = function (transaction, offset) {
  if (note !== null && offset === 0 && this.parent) {
    let other = this.left !== null ? this.left.right : this.parentSub !== null ? this.parent._map.get(this.parentSub) ?? null : this.parent._start
    if (this.left === null && this.parentSub !== null) while (other !== null && other.left !== null) other = other.left
    if (other !== null && other !== this.right) note(kindOf(this), 'concurrent')
  }
  return integrate.call(this, transaction, offset)
}
