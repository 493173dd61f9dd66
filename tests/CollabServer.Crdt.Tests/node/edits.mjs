// Random edits of everything a Yjs document can hold. Each edit is an operation in JSON first, and is then done as that JSON says: so another engine
// can do the same (Fixtures/RecordedEdits.cs).
import * as Y from 'yjs'
import { tagged, untagged } from './tagged.mjs'

const WORDS = ['a', 'b ', 'word', 'línea\n', '漢字', '\0', '\ufeff', 'e\u0301', ' ', 'the quick brown fox', '"\\/']
const PAIRS = ['😀', '👩‍👩‍👧', '𝒳y', 'x🏳️‍🌈']
const KEYS = ['k', 'bold', 'link', '', 'ключ', 'length', '10', 'a.b', '😀']
const MARKS = ['bold', 'link', 'comment:1', '']
const NAMES = ['p', 'DIV', 'a-b', 'ü']
const TYPES = ['Text', 'Array', 'Map', 'XmlElement', 'XmlFragment', 'XmlText']
const TAGS = { Text: 'text', Array: 'array', Map: 'map', XmlElement: 'xmlElement', XmlFragment: 'xmlFragment', XmlText: 'xmlText', XmlHook: 'xmlHook' }

export const ROOTS = { text: 'Text', 'текст': 'Text', array: 'Array', map: 'Map', xml: 'XmlFragment', prose: 'XmlText', element: 'XmlElement' }

/** What a history may dwell on, so that rare contents meet rare circumstances. */
export const FOCUSES = ['Any', 'Binary', 'Doc', 'JSON', 'String', 'Embed', 'Format', 'Collected', 'Deleted', ...TYPES, 'XmlHook']

export class Edits {
  /** @param features { pairs, split, formats, nested, subdocs, old, hooks, crowd, focus, seed } which kinds of content appear, and where */
  constructor (random, features) {
    this.random = random
    this.features = features
    this.subdocs = 0
  }

  word () {
    const { random } = this
    if (this.features.pairs && random.chance(0.4)) return random.pick(PAIRS)
    return random.chance(0.02) ? random.pick(WORDS).repeat(random.between(20, 200)) : random.pick(WORDS)
  }

  /** JSON that survives JSON.stringify. */
  json (depth = 0) {
    const { random } = this
    switch (random.below(depth > 2 ? 8 : 11)) {
      case 0: return null
      case 1: return random.chance(0.5)
      case 2: return random.between(-70, 70)
      case 3: return random.pick([2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, 1e21, 1.5e-7, 0.1, -1.25, 5e-324, 1e15, 123456789012345680000])
      case 4: case 5: case 6: case 7: return this.word()
      case 8: return Array.from({ length: random.below(4) }, () => this.json(depth + 1))
      default: return Object.fromEntries(Array.from({ length: random.below(4) }, () => [random.pick(KEYS), this.json(depth + 1)]))
    }
  }

  plain () {
    const { random } = this
    switch (random.below(9)) {
      case 0: return random.pick([[undefined], NaN, Infinity, -Infinity, -0, 0])
      case 1: return [random.pick([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 1234567890123456789n])]
      case 2: return this.bytes()
      case 3: return [new Uint8Array([1, 2]), undefined, NaN, { u: undefined, n: 1n, d: 0.5 }]
      default: return this.json()
    }
  }

  bytes () { return Uint8Array.from({ length: this.random.below(6) }, () => this.random.below(256)) }

  /** A value for an array or a key, as tagged JSON. */
  value (depth = 0) {
    const { random, features } = this
    if (depth < 3 && random.chance(0.5)) {
      switch (features.focus) {
        case 'Binary': return tagged(this.bytes())
        case 'Any': return tagged(this.json())
        case 'Doc': return this.subdoc()
        default: if (TAGS[features.focus]) return this.type(depth + 1, features.focus)
      }
    }
    if (features.nested && depth < 4 && random.chance(0.35)) return this.type(depth + 1)
    if (features.subdocs && random.chance(0.2)) return this.subdoc()
    return tagged(this.plain())
  }

  subdoc () {
    const { random } = this
    const doc = { $: 'doc', guid: `sub-${this.features.seed}-${this.subdocs++}`, gc: true, autoLoad: false, meta: null }
    if (random.chance(0.4)) doc.gc = random.chance(0.5)
    if (random.chance(0.4)) doc.autoLoad = random.chance(0.5)
    if (random.chance(0.4)) doc.meta = tagged(this.json())
    return doc
  }

  type (depth, kind = this.random.pick(this.features.hooks ? [...TYPES, 'XmlHook'] : TYPES)) {
    const { random } = this
    const $ = TAGS[kind]
    switch (kind) {
      case 'Array': return { $, v: Array.from({ length: random.below(3) }, () => this.value(depth)) }
      case 'Map': return { $, v: Object.fromEntries(Array.from({ length: random.below(3) }, () => [random.pick(KEYS), this.value(depth)])) }
      case 'XmlElement': return { $, name: random.pick(NAMES), attrs: random.chance(0.5) ? { [random.pick(KEYS)]: this.word() } : {}, c: random.chance(0.5) ? [this.node(depth)] : [] }
      case 'XmlFragment': return { $, c: random.chance(0.3) ? [this.node(depth)] : [] }
      case 'XmlHook': return { $, name: random.pick(NAMES) }
      default: return { $, delta: random.chance(0.7) ? [{ insert: this.word(), ...(random.chance(0.4) && this.features.formats ? { attributes: this.marks() } : {}) }] : [], attrs: random.chance(0.1) ? { k: this.word() } : {} }
    }
  }

  node (depth) {
    const { hooks, focus } = this.features
    if (hooks && focus === 'XmlHook' && this.random.chance(0.5)) return this.type(depth + 1, 'XmlHook')
    return this.type(depth + 1, this.random.pick(depth > 3 ? ['XmlText'] : hooks ? ['XmlText', 'XmlElement', 'XmlElement', 'XmlHook'] : ['XmlText', 'XmlElement']))
  }

  marks () {
    const { random } = this
    return Object.fromEntries(Array.from({ length: random.between(1, 2) }, () => [random.pick(MARKS), tagged(random.pick([true, null, null, 1, 'x', { href: this.word() }, [1], this.json()]))]))
  }

  /** A place among so many. Crowds meet at the start. */
  place (count) { return this.features.crowd && this.random.chance(0.7) ? 0 : this.random.below(count + 1) }

  /** A position in a text, between code points unless pairs may be split. */
  at (text) {
    const { random, features } = this
    let i = this.place(text.length)
    if (random.chance(0.15)) i = 0
    else if (random.chance(0.15)) i = text.length
    if (features.pairs && !features.split) while (i > 0 && inside(text, i)) i--
    return i
  }

  /** One edit somewhere in the document, or a few that belong together. Returns what was done. */
  edit (doc, transaction) {
    const done = []
    const run = (path, type, op) => {
      done.push({ ...op, p: path })
      perform(type, op, transaction)
    }
    const { random, features } = this
    const path = [features.crowd ? random.pick(features.crowd) : random.pick(Object.keys(ROOTS))]
    let type = doc.get(path[0], Y[ROOTS[path[0]]])
    for (let depth = 0; depth < 5 && random.chance(features.crowd ? 0.3 : 0.6); depth++) {
      const inner = children(type)
      if (inner.length === 0) break
      const [step, child] = random.pick(inner)
      path.push(step)
      type = child
    }
    this.change(type, (op) => run(path, type, op))
    return done
  }

  /** A given edit. */
  make (doc, op, transaction) {
    let type = doc.get(op.p[0], Y[ROOTS[op.p[0]]])
    for (const step of op.p.slice(1)) type = children(type).find(([s]) => s === step)[1]
    perform(type, op, transaction)
    return [op]
  }

  change (type, run) {
    const { random, features } = this
    if (type instanceof Y.Text) this.changeText(type, run)
    else if (type instanceof Y.Map) this.changeMap(type, run)
    else if (type instanceof Y.XmlFragment) this.changeXml(type, run)
    else if (features.old && random.chance(features.focus === 'JSON' ? 0.7 : 0.3)) {
      run({ o: 'array.old', i: random.chance(0.4) ? type.length : this.place(type.length), v: Array.from({ length: random.between(1, 3) }, () => random.chance(0.15) ? { $: 'undefined' } : tagged(this.json())) })
    } else if (type.length > 0 && random.chance(0.35)) this.removeSome(type, 4, 'array.delete', run)
    else {
      const i = this.place(type.length)
      run({ o: 'array.insert', i, v: Array.from({ length: random.between(1, 3) }, () => this.value()) })
      this.think(() => run({ o: 'array.delete', i, n: 1 }))
    }
  }

  removeSome (type, most, o, run) {
    const i = Math.min(this.place(type.length), type.length - 1)
    run({ o, i, n: this.random.between(1, Math.min(most, type.length - i)) })
  }

  /** Second thoughts: what was inserted goes again in the same transaction, and leaves collected or deleted structs in its update. */
  think (again) {
    const { focus } = this.features
    if (this.random.chance(focus === 'Collected' || focus === 'Deleted' ? 0.5 : 0.03)) again()
  }

  changeText (text, run) {
    const { random, features } = this
    const i = this.at(text)
    const end = this.at(text)
    const [from, to] = i < end ? [i, end] : [end, i]
    const length = Math.min(to - from, random.chance(0.1) ? 100 : 8)
    const whole = features.pairs && !features.split && inside(text, from + length) ? length + 1 : length
    const marked = features.formats && random.chance(0.3) ? { a: random.pick([{}, this.marks()]) } : {}
    const focused = features.focus === 'Embed' ? 7 : features.focus === 'Format' && features.formats ? 5 : -1
    switch (focused >= 0 && random.chance(0.4) ? focused : random.below(features.formats ? 10 : 5)) {
      case 0: case 1: case 2: {
        const s = this.word()
        run({ o: 'text.insert', i, s, ...marked })
        this.think(() => run({ o: 'text.delete', i, n: s.length }))
        break
      }
      case 3: case 4: if (whole > 0) run({ o: 'text.delete', i: from, n: whole }); break
      case 5: case 6: if (whole > 0) run({ o: 'text.format', i: from, n: whole, a: this.marks() }); break
      case 7: run({ o: 'text.embed', i, v: features.nested && features.focus !== 'Embed' && random.chance(0.4) ? this.type(3) : { $: 'obj', v: { image: tagged(this.json()) } }, ...(features.formats && random.chance(0.5) ? { a: this.marks() } : {}) }); break
      case 8: this.applyDelta(text, i, run); break
      default: if (random.chance(0.7)) run({ o: 'attr.set', k: random.pick(KEYS), v: this.word() }); else run({ o: 'attr.remove', k: random.pick(KEYS) })
    }
  }

  /** Goes somewhere, inserts and deletes or formats what follows. */
  applyDelta (text, i, run) {
    const { random, features } = this
    const d = i > 0 ? [{ retain: i }] : []
    if (random.chance(0.7)) d.push({ insert: this.word(), ...(random.chance(0.4) ? { attributes: this.marks() } : {}) })
    let n = random.below(text.length - i + 1)
    if (features.pairs && !features.split) while (n > 0 && inside(text, i + n)) n--
    if (n > 0) d.push(random.chance(0.5) ? { delete: n } : { retain: n, attributes: this.marks() })
    if (d.length > 0) run({ o: 'text.applyDelta', d })
  }

  changeMap (map, run) {
    const { random, features } = this
    const key = features.crowd ? 'k' : random.pick(KEYS)
    if (random.chance(0.05)) run({ o: 'map.clear' })
    else if (random.chance(0.25)) run({ o: 'map.delete', k: key })
    else {
      run({ o: 'map.set', k: key, v: this.value() })
      this.think(() => run({ o: 'map.delete', k: key }))
    }
  }

  changeXml (xml, run) {
    const { random } = this
    if (xml instanceof Y.XmlElement && random.chance(0.35)) {
      if (random.chance(0.75)) run({ o: 'attr.set', k: random.pick(KEYS), v: tagged(random.chance(0.7) ? this.word() : this.json()) })
      else run({ o: 'attr.remove', k: random.pick(KEYS) })
    } else if (xml.length > 0 && random.chance(0.3)) this.removeSome(xml, 2, 'xml.delete', run)
    else {
      const i = this.place(xml.length)
      run({ o: 'xml.insert', i, v: [this.node(1)] })
      this.think(() => run({ o: 'xml.delete', i, n: 1 }))
    }
  }
}

const plainMembers = (members) => members === undefined ? undefined : Object.fromEntries(Object.entries(members).map(([k, v]) => [k, untagged(v)]))

const delta = (steps) => steps.map((step) => ({ ...step, ...(step.attributes ? { attributes: plainMembers(step.attributes) } : {}) }))

const perform = (type, op, transaction) => {
  switch (op.o) {
    case 'text.insert': return type.insert(op.i, op.s, plainMembers(op.a))
    case 'text.delete': case 'array.delete': case 'xml.delete': return type.delete(op.i, op.n)
    case 'text.format': return type.format(op.i, op.n, plainMembers(op.a))
    case 'text.embed': return type.insertEmbed(op.i, untagged(op.v), plainMembers(op.a) ?? {})
    case 'text.applyDelta': return type.applyDelta(delta(op.d))
    case 'attr.set': return type.setAttribute(op.k, untagged(op.v))
    case 'attr.remove': return type.removeAttribute(op.k)
    case 'map.set': return type.set(op.k, untagged(op.v))
    case 'map.delete': return type.delete(op.k)
    case 'map.clear': return type.clear()
    case 'array.insert': case 'xml.insert': return type.insert(op.i, op.v.map(untagged))
    case 'array.old': return oldJson(type, op, transaction)
    default: throw new Error(op.o)
  }
}

/** Content that only Yjs before 13.0 wrote, but every version reads. */
const oldJson = (array, op, transaction) => {
  const { store, clientID } = array.doc
  let left = null
  let n = op.i
  for (let item = array._start; n > 0; item = item.right) {
    left = item
    if (!item.deleted && item.countable) n -= item.length
  }
  if (n < 0) {
    // In the middle of something: another insertion splits it, to stand on.
    array.insert(op.i, ['old'])
    while (!(left.content instanceof Y.ContentAny && left.content.arr[0] === 'old' && left.lastId.clock === Y.getState(store, clientID) - 1)) left = left.right
  }
  const right = left === null ? array._start : left.right
  new Y.Item(Y.createID(clientID, Y.getState(store, clientID)), left, left && left.lastId, right, right && right.id, array, null, new Y.ContentJSON(op.v.map(untagged))).integrate(transaction, 0)
  // Remembered positions know nothing of this insertion.
  array._searchMarker = []
}

/** The shared types inside one, with the step that leads there. */
const children = (type) => {
  const found = []
  const isText = type instanceof Y.Text
  let index = 0
  for (let item = type._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (item.content instanceof Y.ContentType) found.push([isText ? { e: index } : index, item.content.type])
    index += isText ? (item.content instanceof Y.ContentType ? 1 : 0) : item.length
  }
  for (const [key, item] of type._map) if (!item.deleted && item.content instanceof Y.ContentType) found.push([key, item.content.type])
  return found
}

/** Whether a position lies between the halves of a surrogate pair. */
const inside = (text, index) => {
  let at = 0
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (index < at + item.length) {
      const s = item.content.str
      const code = s === undefined || index === at ? 0 : s.charCodeAt(index - at)
      return code >= 0xdc00 && code <= 0xdfff
    }
    at += item.length
  }
  return false
}
