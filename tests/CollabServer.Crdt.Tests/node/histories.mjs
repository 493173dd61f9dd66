// Random histories of several Yjs clients, and what Yjs makes of them: { seed } → updates, deliveries with the states after each, results of blob operations.
import crypto from 'node:crypto'
import './consistent-merge.mjs'
import * as Y from 'yjs'
import { Random } from './random.mjs'
import { Edits, ROOTS } from './edits.mjs'
import { tagged } from './tagged.mjs'

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

/** What of an update counts for coverage: names of the contents in it. */
const contentsOf = (bytes, v2) => {
  const { structs, ds } = v2 ? Y.decodeUpdateV2(bytes) : Y.decodeUpdate(bytes)
  const names = new Set(structs.map((struct) => struct.content ? struct.content.constructor.name : struct.constructor.name))
  if (ds.clients.size > 0) names.add('DeleteSet')
  return names
}

class History {
  constructor (seed) {
    this.random = new Random(seed)
    const { random } = this
    const split = random.chance(0.1)
    this.features = { seed, pairs: split || random.chance(0.6), split, formats: random.chance(0.7), nested: random.chance(0.7), subdocs: random.chance(0.3), old: random.chance(0.2), undo: random.chance(0.4), stock: random.chance(0.2) }
    this.updates = []
    this.clients = clientIds(random, random.between(2, 4)).map((id) => this.client(id))
    this.edits = new Edits(random, this.features)
    this.coverage = {}
    this.v1 = this.v2 = undefined
  }

  client (id) {
    const { random, features } = this
    const options = { gc: random.chance(0.6) }
    const doc = features.stock ? new Y.Doc({ guid: 'main', ...options }) : quietDoc(options)
    doc.clientID = id
    openRoots(doc)
    const client = { doc, id, queue: [] }
    doc.on('update', (update, origin) => { this.v1 = update; this.emit(client, origin) })
    doc.on('updateV2', (update, origin) => { this.v2 = update; this.emit(client, origin) })
    if (features.undo && random.chance(0.6)) {
      client.undo = new Y.UndoManager(Object.keys(ROOTS).map((name) => doc.share.get(name)), { captureTimeout: 0, trackedOrigins: new Set(['local']) })
    }
    return client
  }

  /** Both encodings of one transaction, once both are here. Whatever a client did by itself is an update like any other. */
  emit (client, origin) {
    if (this.v1 === undefined || this.v2 === undefined) return
    const update = { v1: this.v1, v2: this.v2 }
    this.v1 = this.v2 = undefined
    if (origin === 'remote') return
    this.updates.push(update)
    for (const other of this.clients) if (other !== client) other.queue.push(update)
  }

  play (steps) {
    const { random } = this
    for (let step = 0; step < steps; step++) {
      const client = random.pick(this.clients)
      const what = random.below(10)
      if (what < 6) this.edit(client)
      else if (what === 6 && client.undo) { if (random.chance(0.6)) client.undo.undo(); else client.undo.redo() }
      else this.receive(client)
    }
  }

  edit (client) {
    client.doc.transact((transaction) => {
      for (let n = this.random.chance(0.05) ? 30 : this.random.between(1, 3); n > 0; n--) this.edits.edit(client.doc, transaction)
    }, 'local')
  }

  /** Some of what waits for a client, mostly in order. */
  receive (client) {
    const { random } = this
    let n = random.chance(0.3) ? client.queue.length : random.below(client.queue.length + 1)
    while (n-- > 0 && client.queue.length > 0) {
      const [update] = client.queue.splice(random.chance(0.8) ? 0 : random.below(client.queue.length), 1)
      if (random.chance(0.5)) Y.applyUpdate(client.doc, update.v1, 'remote')
      else Y.applyUpdateV2(client.doc, update.v2, 'remote')
    }
  }

  /** Everything that was made, cut into blobs of all kinds, each update at least once. */
  deliveries () {
    const { random, updates } = this
    const order = updates.map((_, i) => i)
    // Out of order, Yjs meets known structs again when it retries what waited, with the same effect.
    const mode = this.features.split ? 0 : random.below(3)
    const indexes = mode === 0 ? order : mode === 1 ? random.shuffled(order) : nearly(order, random)
    const blobs = []
    for (let i = 0; i < indexes.length;) {
      const n = random.chance(0.6) ? 1 : random.between(2, 8)
      const v2 = random.chance(0.5)
      const key = v2 ? 'v2' : 'v1'
      const some = indexes.slice(i, i + n).map((k) => updates[k][key])
      i += n
      // A known struct makes Yjs split blocks where it names an origin, and spoil pairs there; not so here.
      if (!this.features.split && i > n && random.chance(0.3)) some.push(updates[indexes[random.below(i - n)]][key])
      blobs.push(this.blob(some, v2))
    }
    if (!this.features.split && random.chance(0.5)) {
      const v2 = random.chance(0.5)
      const doc = random.pick(this.clients).doc
      blobs.splice(random.below(blobs.length + 1), 0, { v2, bytes: v2 ? Y.encodeStateAsUpdateV2(doc) : Y.encodeStateAsUpdate(doc), kind: 'state' })
    }
    if (random.chance(0.5) && updates.length > 0) {
      // What a peer sends that knows more than it was told it knows: the first struct is cut.
      const v2 = random.chance(0.5)
      const doc = random.pick(this.clients).doc
      const vector = new Map([...stateVector(doc)].map(([client, clock]) => [client, this.features.pairs ? boundary(doc, client, random) : random.below(clock + 1)]))
      const encoded = Y.encodeStateVector(vector)
      if (!this.features.split) blobs.push({ v2, bytes: v2 ? Y.encodeStateAsUpdateV2(doc, encoded) : Y.encodeStateAsUpdate(doc, encoded), kind: 'cut' })
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

  count (blob, gc, pending) {
    for (const name of contentsOf(blob.bytes, blob.v2)) {
      const key = `${name}|${blob.v2 ? 'V2' : 'V1'}|${gc ? 'gc' : 'keep'}|${pending ? 'pending' : blob.kind}`
      this.coverage[key] = (this.coverage[key] ?? 0) + 1
    }
  }

  observe (blobs, gc) {
    const doc = quietDoc({ gc })
    openRoots(doc)
    const states = blobs.map((blob, i) => {
      if (blob.v2) Y.applyUpdateV2(doc, blob.bytes, 'remote')
      else Y.applyUpdate(doc, blob.bytes, 'remote')
      const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null
      this.count(blob, gc, pending)
      const state = { v1: hash(Y.encodeStateAsUpdate(doc)), v2: hash(Y.encodeStateAsUpdateV2(doc)), vector: base64(Y.encodeStateVector(doc)), pending }
      if (i % 5 === 0 || i === blobs.length - 1) {
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
    return { snapshot: base64(Y.encodeSnapshot(snapshot)), roots: content(past) }
  }

  operations () {
    const { random, updates } = this
    const operations = []
    for (let i = 0; i < 8; i++) {
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
  made.play(made.random.between(5, made.random.chance(0.15) ? 200 : 60))
  while (made.updates.length === 0) made.edit(made.clients[0])
  const sessions = Array.from({ length: 2 }, () => {
    const blobs = made.deliveries()
    return { blobs: blobs.map(({ v2, bytes }) => ({ v2, bytes: base64(bytes) })), observers: [true, false].map((gc) => made.observe(blobs, gc)) }
  })
  const { pairs, split, formats, stock } = made.features
  return { seed, features: made.features, aligned: !split, pairs, formats, stock, roots: ROOTS, updates: made.updates.map(({ v1, v2 }) => ({ v1: base64(v1), v2: base64(v2) })), sessions, operations: made.operations(), coverage: made.coverage }
}

/** What a document that received the updates in this order shows. */
export const shown = ({ updates, gc }) => {
  const doc = quietDoc({ gc })
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
  return { pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null, roots: content(doc) }
}
