// Random histories of several Yjs clients, and what Yjs makes of them: { seed } → updates, deliveries with the states after each, results of blob
// operations, and a log of what every client did and saw.
import crypto from 'node:crypto'
import { wait } from './clock.mjs'
import './consistent-merge.mjs'
import './known-structs.mjs'
import * as Y from 'yjs'
import { contentsOf, noting, waitingOf } from './coverage.mjs'
import { Edits, FOCUSES, ROOTS } from './edits.mjs'
import { observeRoots } from './events.mjs'
import { Random } from './random.mjs'
import { tagged } from './tagged.mjs'
import { optionsOf, ORIGINS, Undo } from './undo.mjs'

const base64 = (bytes) => Buffer.from(bytes).toString('base64')
const hash = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex')

/** A document that does not delete marks it takes for redundant: that depends on the order of delivery. */
const quietDoc = (options) => {
  const doc = new Y.Doc({ guid: 'main', ...options })
  doc.on('afterTransaction', (transaction) => { transaction._needFormattingCleanup = false })
  return doc
}

const openRoots = (doc) => { for (const [name, kind] of Object.entries(ROOTS)) doc.get(name, Y[kind]) }

export const content = (doc) => Object.fromEntries(Object.entries(ROOTS).map(([name, kind]) => [name, tagged(doc.get(name, Y[kind]))]))

/**
 * Yjs may wait for ever: a struct that needs a client's first one is tried again only when that client has come to where its next known one starts,
 * which in turn may wait for the struct. Whatever waits is tried again here until nothing more is integrated. Tells whether anything was.
 */
const unstick = (doc) => {
  for (let progress = false; ; progress = true) {
    const { pendingStructs } = doc.store
    if (pendingStructs === null) return progress
    const before = base64(Y.encodeStateVector(doc))
    doc.store.pendingStructs = null
    Y.applyUpdateV2(doc, pendingStructs.update, 'remote')
    if (before === base64(Y.encodeStateVector(doc))) return progress
  }
}

const stateVector = (doc) => Y.decodeStateVector(Y.encodeStateVector(doc))

/** In order, but for some that come late. */
const nearly = (order, random) => {
  const late = order.filter(() => random.chance(0.15))
  const result = order.filter((i) => !late.includes(i))
  for (const i of late) result.splice(Math.min(result.length, i + random.between(0, 10)), 0, i)
  return result
}

/** A clock of a client at which no character is cut. */
const boundary = (doc, client, random) => random.pick(doc.store.clients.get(client)).id.clock

const clientIds = (random, n) => {
  const ids = new Set()
  while (ids.size < n) {
    ids.add(random.pick([
      () => random.below(4),
      () => random.below(300),
      () => Math.floor(random.fraction() * 2 ** 32),
      () => 2 ** 31 + random.below(3) - 1,
      () => 2 ** 32 + random.below(2 ** 20),
      () => 2 ** 53 - 1 - random.below(3)
    ])())
  }
  return [...ids]
}

/** Most histories are short: many short ones find more than a few long ones. */
const lengthOf = (random) => random.chance(0.85) ? random.between(3, 9) : random.between(10, random.chance(0.1) ? 150 : 40)

/** Where a history takes place that shall have many edits in one position. */
const crowdOf = (focus, random) => {
  switch (focus) {
    case 'String': case 'Embed': case 'Format': return [random.pick(['text', 'prose'])]
    case 'JSON': return ['array']
    case 'XmlHook': return [random.pick(['xml', 'array'])]
    default: return random.pick([['array'], ['map'], ['array', 'map'], ['text'], ['xml', 'element'], ['prose']])
  }
}

const featuresOf = (seed, random) => {
  const split = random.chance(0.07)
  const focus = random.chance(0.75) ? FOCUSES[seed % FOCUSES.length] : null
  return {
    seed,
    focus,
    crowd: random.chance(0.5) ? crowdOf(focus, random) : null,
    pairs: split || random.chance(0.5),
    split,
    formats: focus === 'Format' || random.chance(0.6),
    nested: focus === 'Collected' || random.chance(0.6),
    subdocs: random.chance(0.3),
    old: focus === 'JSON' || random.chance(0.05),
    hooks: focus === 'XmlHook' || random.chance(0.05),
    undo: random.chance(0.4),
    stock: random.chance(0.08),
    events: random.chance(0.7)
  }
}

/**
 * Guids of what a transaction did to subdocuments. Yjs also names those as loaded that the same transaction removed again. Each removed one is told of
 * once more while it is destroyed: only the first event counts.
 */
const subdocumentsOf = ({ added, loaded, removed }) => {
  const event = { added, loaded: [...loaded].filter((d) => !d._item.deleted), removed }
  const guids = Object.fromEntries(Object.entries(event).map(([k, docs]) => [k, [...docs].map((d) => d.guid).sort()]))
  return Object.values(guids).some((g) => g.length > 0) ? guids : null
}

class History {
  constructor (seed) {
    this.random = new Random(seed)
    const { random } = this
    this.features = featuresOf(seed, random)
    this.updates = []
    this.log = []
    this.positions = []
    this.clients = clientIds(random, random.between(2, 4)).map((id, i) => this.client(id, i))
    this.edits = new Edits(random, this.features)
    this.coverage = {}
    this.v1 = this.v2 = undefined
  }

  client (id, index) {
    const { random, features } = this
    const options = { gc: random.chance(0.6) }
    const doc = features.stock ? new Y.Doc({ guid: 'main', ...options }) : quietDoc(options)
    doc.clientID = id
    openRoots(doc)
    const client = { index, doc, id, gc: options.gc, queue: [] }
    doc.on('update', (update, origin) => { this.v1 = update; this.emit(client, origin) })
    doc.on('updateV2', (update, origin) => { this.v2 = update; this.emit(client, origin) })
    if (features.undo && random.chance(0.6)) {
      client.undo = new Undo(doc, optionsOf(random, Object.keys(ROOTS)))
    }
    if (features.events && !features.stock) {
      observeRoots(doc, Object.keys(ROOTS), (call) => this.seen.events.push(call))
      doc.on('subdocs', (event) => { this.seen.subdocs ??= subdocumentsOf(event) })
    }
    return client
  }

  /** Both encodings of one transaction, once both are here. Whatever a client did by itself is an update like any other. */
  emit (client, origin) {
    if (this.v1 === undefined || this.v2 === undefined) return
    const update = { v1: this.v1, v2: this.v2 }
    this.v1 = this.v2 = undefined
    this.seen?.made.push({ v1: base64(update.v1), v2: base64(update.v2) })
    if (origin === 'remote') return
    this.updates.push(update)
    for (const other of this.clients) if (other !== client) other.queue.push(update)
  }

  /** Notes what a client does, the updates its document then announces, and what its observers hear. */
  logged (client, what, run) {
    this.seen = { client: client.index, ...what, made: [], ...(this.features.events ? { events: [], subdocs: null } : {}) }
    Object.assign(this.seen, run(), client.undo?.seen())
    this.log.push(this.seen)
    this.seen = undefined
  }

  play (steps) {
    const { random } = this
    for (let step = 0; step < steps; step++) {
      const client = random.pick(this.clients)
      const what = random.below(20)
      if (what < 4 && (this.features.focus === 'Collected' || this.features.focus === 'JSON')) this.stage(client)
      else if (what < 12) this.edit(client)
      else if (what < 14 && client.undo) this.undo(client)
      else if (what === 14) this.point(client)
      else this.receive(client)
    }
    for (const client of this.clients) this.log.push({ client: client.index, what: 'end', ...this.stateOf(client.doc), roots: content(client.doc) })
  }

  undo (client) {
    const { random } = this
    const { manager } = client.undo
    if (random.chance(0.15)) this.logged(client, {}, () => client.undo.change(random, Object.keys(ROOTS)))
    else {
      const redo = random.chance(0.4)
      this.logged(client, { what: redo ? 'redo' : 'undo' }, () => ({ done: (redo ? manager.redo() : manager.undo()) !== null }))
    }
  }

  edit (client) {
    const origin = this.features.undo ? this.random.pick(ORIGINS) : 'local'
    if (this.features.undo && this.random.chance(0.4)) {
      const ms = this.random.pick([100, 299, 300, 1000])
      wait(ms)
      this.log.push({ client: client.index, what: 'wait', ms })
    }
    this.logged(client, { what: 'edit', origin }, () => {
      const ops = []
      client.doc.transact((transaction) => {
        for (let n = this.random.chance(0.05) ? 30 : this.random.between(1, 3); n > 0; n--) ops.push(...this.edits.edit(client.doc, transaction))
      }, origin)
      return { ops }
    })
  }

  /** What chance alone brings about too rarely. */
  stage (client) {
    const make = (op) => this.logged(client, { what: 'edit', origin: 'local' }, () => ({ ops: client.doc.transact((transaction) => this.edits.make(client.doc, op, transaction), 'local') }))
    const array = client.doc.getArray('array')
    if (this.features.focus === 'Collected') {
      // A range of collected clocks that was made little by little: others know its beginning.
      make({ o: 'array.insert', p: ['array'], i: 0, v: [{ $: 'array', v: [] }] })
      for (let n = this.random.between(3, 6); n > 0; n--) make({ o: 'array.insert', p: ['array', 0], i: 0, v: [this.edits.word(), this.edits.word()] })
      make({ o: 'array.delete', p: ['array'], i: 0, n: 1 })
    } else {
      // Values one after the other that become one block.
      for (let n = 0; n < 3; n++) make({ o: 'array.old', p: ['array'], i: array.length, v: [this.edits.word(), null] })
    }
  }

  /** Some of what waits for a client, mostly in order. */
  receive (client) {
    const { random } = this
    let n = random.chance(0.3) ? client.queue.length : random.below(client.queue.length + 1)
    while (n-- > 0 && client.queue.length > 0) {
      const [update] = client.queue.splice(random.chance(0.8) ? 0 : random.below(client.queue.length), 1)
      const v2 = random.chance(0.5)
      this.logged(client, { what: 'receive', v2, bytes: base64(v2 ? update.v2 : update.v1) }, () => {
        if (v2) Y.applyUpdateV2(client.doc, update.v2, 'remote')
        else Y.applyUpdate(client.doc, update.v1, 'remote')
        if (unstick(client.doc)) this.stuck = true
      })
    }
  }

  /** A position is remembered, and where remembered ones are now. */
  point (client) {
    const { random } = this
    const root = random.pick(['text', 'prose', 'array', 'xml', 'element'])
    const type = client.doc.share.get(root)
    const index = random.below(type.length + 1)
    const assoc = random.pick([0, -1])
    const bytes = Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(type, index, assoc))
    this.positions.push(bytes)
    const now = this.positions.map((position) => Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(position), client.doc)?.index ?? null)
    this.log.push({ client: client.index, what: 'point', root, index, assoc, bytes: base64(bytes), now })
  }

  stateOf (doc) {
    return { v1: hash(Y.encodeStateAsUpdate(doc)), v2: hash(Y.encodeStateAsUpdateV2(doc)), vector: base64(Y.encodeStateVector(doc)), pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null }
  }

  /** Everything that was made, cut into blobs of all kinds, each update at least once. */
  deliveries () {
    const { random, updates } = this
    const order = updates.map((_, i) => i)
    const mode = this.features.focus === 'Collected' && random.chance(0.6) ? 0 : random.below(3)
    const indexes = mode === 0 ? order : mode === 1 ? random.shuffled(order) : nearly(order, random)
    const blobs = []
    for (let i = 0; i < indexes.length;) {
      const n = random.chance(0.6) ? 1 : random.between(2, 8)
      const v2 = random.chance(0.5)
      const key = v2 ? 'v2' : 'v1'
      const some = indexes.slice(i, i + n).map((k) => updates[k][key])
      i += n
      if (i > n && random.chance(0.3)) some.push(updates[indexes[random.below(i - n)]][key])
      blobs.push(this.blob(some, v2))
    }
    for (let n = this.features.focus === 'Collected' ? 4 : random.below(2); n > 0; n--) {
      const v2 = random.chance(0.5)
      const collecting = this.clients.filter((client) => client.gc)
      const { doc } = random.pick(this.features.focus === 'Collected' && collecting.length > 0 ? collecting : this.clients)
      blobs.splice(random.below(blobs.length + 1), 0, { v2, bytes: v2 ? Y.encodeStateAsUpdateV2(doc) : Y.encodeStateAsUpdate(doc), kind: 'state' })
    }
    if (random.chance(0.5) && updates.length > 0) {
      // What a peer sends that knows more than it was told it knows: the first struct is cut.
      const v2 = random.chance(0.5)
      const doc = random.pick(this.clients).doc
      const vector = new Map([...stateVector(doc)].map(([client, clock]) => [client, this.features.pairs ? boundary(doc, client, random) : random.below(clock + 1)]))
      const encoded = Y.encodeStateVector(vector)
      blobs.push({ v2, bytes: v2 ? Y.encodeStateAsUpdateV2(doc, encoded) : Y.encodeStateAsUpdate(doc, encoded), kind: 'state' })
    }
    return blobs
  }

  blob (some, v2) {
    const { random } = this
    if (some.length === 1) return { v2, bytes: some[0], kind: 'single' }
    let bytes = v2 ? Y.mergeUpdatesV2(some) : Y.mergeUpdates(some)
    if (random.chance(0.2)) {
      v2 = !v2
      bytes = v2 ? Y.convertUpdateFormatV1ToV2(bytes) : Y.convertUpdateFormatV2ToV1(bytes)
    }
    return { v2, bytes, kind: 'merged' }
  }

  /** Applies a blob to an observer, and counts what it went through. */
  deliver (doc, blob) {
    const add = (kind, how) => {
      const key = `${kind}|${blob.v2 ? 'V2' : 'V1'}|${doc.gc ? 'gc' : 'keep'}|${how}`
      this.coverage[key] = (this.coverage[key] ?? 0) + 1
    }
    noting(add, () => {
      if (blob.v2) Y.applyUpdateV2(doc, blob.bytes, 'remote')
      else Y.applyUpdate(doc, blob.bytes, 'remote')
      unstick(doc)
    })
    blob.contents ??= contentsOf(blob.bytes, blob.v2)
    for (const kind of new Set(blob.contents.structs.map((s) => s.kind))) add(kind, blob.kind)
    for (const kind of new Set(blob.contents.structs.filter((s) => s.skipped).map((s) => s.kind))) add(kind, 'skip')
    if (blob.contents.deletes) add('DeleteSet', blob.kind)
    for (const kind of waitingOf(blob.contents, doc.store)) add(kind, 'pending')
  }

  observe (blobs, gc) {
    const doc = quietDoc({ gc })
    openRoots(doc)
    const states = blobs.map((blob, i) => {
      this.deliver(doc, blob)
      const isLast = i === blobs.length - 1
      const state = { vector: base64(Y.encodeStateVector(doc)), pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null }
      if (i % 2 === 0 || isLast) state.v1 = hash(Y.encodeStateAsUpdate(doc))
      if (i % 2 === 1 || isLast) state.v2 = hash(Y.encodeStateAsUpdateV2(doc))
      if (i % 5 === 0 || isLast) {
        state.roots = content(doc)
        state.snapshot = base64(Y.encodeSnapshot(Y.snapshot(doc)))
      }
      return state
    })
    const cut = Y.encodeStateVector(new Map([...stateVector(doc)].map(([client, clock]) => [client, this.random.below(clock + 1)])))
    const result = { gc, states, final: { v1: base64(Y.encodeStateAsUpdate(doc)), v2: base64(Y.encodeStateAsUpdateV2(doc)), cut: base64(cut), diffV1: base64(Y.encodeStateAsUpdate(doc, cut)), diffV2: base64(Y.encodeStateAsUpdateV2(doc, cut)) } }
    if (!gc) result.past = this.past(doc)
    return result
  }

  /** A document at an earlier moment, made from one that kept everything. */
  past (doc) {
    const at = quietDoc({ gc: false })
    openRoots(at)
    const n = this.random.below(this.updates.length + 1)
    for (const update of this.updates.slice(0, n)) Y.applyUpdate(at, update.v1)
    const snapshot = Y.snapshot(at)
    const past = Y.createDocFromSnapshot(doc, snapshot, quietDoc({ gc: true }))
    // Yjs does not cut collected structs that reach beyond the snapshot.
    const isExact = base64(Y.encodeStateVector(past)) === base64(Y.encodeStateVector(at))
    return { snapshot: base64(Y.encodeSnapshot(snapshot)), roots: content(past), ...(isExact ? this.stateOf(past) : {}) }
  }

  operations (count) {
    const { random, updates } = this
    const operations = []
    for (let i = 0; i < count; i++) {
      const v2 = random.chance(0.5)
      const key = v2 ? 'v2' : 'v1'
      const some = Array.from({ length: random.between(1, Math.min(12, updates.length)) }, () => random.pick(updates)[key])
      const merged = v2 ? Y.mergeUpdatesV2(some) : Y.mergeUpdates(some)
      const vector = Y.encodeStateVector(new Map(this.clients.map(({ id, doc }) => [id, random.below(Y.getState(doc.store, id) + 1)])))
      operations.push({
        v2,
        some: some.map(base64),
        merged: base64(merged),
        vector: base64(vector),
        diff: base64(v2 ? Y.diffUpdateV2(merged, vector) : Y.diffUpdate(merged, vector)),
        state: base64(v2 ? Y.encodeStateVectorFromUpdateV2(merged) : Y.encodeStateVectorFromUpdate(merged)),
        converted: base64(v2 ? Y.convertUpdateFormatV2ToV1(merged) : Y.convertUpdateFormatV1ToV2(merged))
      })
    }
    return operations
  }
}

export const history = ({ seed }) => {
  const made = new History(seed)
  const length = lengthOf(made.random)
  made.play(length)
  while (made.updates.length === 0) made.edit(made.clients[0])
  const sessions = Array.from({ length: length < 20 ? 1 : 2 }, () => {
    const blobs = made.deliveries()
    return { blobs: blobs.map(({ v2, bytes }) => ({ v2, bytes: base64(bytes) })), observers: [true, false].map((gc) => made.observe(blobs, gc)) }
  })
  const { split, old, hooks, stock, events } = made.features
  return {
    seed,
    features: made.features,
    aligned: !split,
    roots: ROOTS,
    updates: made.updates.map(({ v1, v2 }) => ({ v1: base64(v1), v2: base64(v2) })),
    sessions,
    operations: made.operations(length < 20 ? 3 : 8),
    coverage: made.coverage,
    // Our edits make no contents of old versions and no hooks, and clean up no marks by themselves; what was stuck here was not there.
    replay: old || hooks || stock || made.stuck ? null : { clients: made.clients.map(({ id, gc, undo }) => ({ id, gc, undo: undo?.options ?? null })), events, log: made.log }
  }
}

/** What a document that received the updates in this order shows. */
export const shown = ({ updates, gc }) => {
  const doc = quietDoc({ gc })
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
  return { pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null, roots: content(doc) }
}
