// Random edits of everything a Yjs document can hold.
import * as Y from 'yjs'

const WORDS = ['a', 'b ', 'word', 'línea\n', '漢字', '\0', '\ufeff', 'e\u0301', ' ', 'the quick brown fox', '"\\/']
const PAIRS = ['😀', '👩‍👩‍👧', '𝒳y', 'x🏳️‍🌈']
const KEYS = ['k', 'bold', 'link', '', 'ключ', 'length', '10', 'a.b', '😀']
const MARKS = ['bold', 'link', 'comment:1', '']
const NAMES = ['p', 'DIV', 'a-b', 'ü']
const KINDS = ['Text', 'Array', 'Map', 'XmlElement', 'XmlFragment', 'XmlText', 'XmlHook']

export const ROOTS = { text: 'Text', 'текст': 'Text', array: 'Array', map: 'Map', xml: 'XmlFragment', prose: 'XmlText', element: 'XmlElement' }

export class Edits {
  /** @param features { pairs, split, formats, nested, subdocs, old } which kinds of content appear */
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
      case 2: return Uint8Array.from({ length: random.below(6) }, () => random.below(256))
      case 3: return [new Uint8Array([1, 2]), undefined, NaN, { u: undefined, n: 1n, d: 0.5 }]
      default: return this.json()
    }
  }

  value (depth = 0) {
    const { random, features } = this
    if (features.nested && depth < 4 && random.chance(0.35)) return this.type(depth + 1)
    if (features.subdocs && random.chance(0.2)) return this.subdoc()
    return this.plain()
  }

  subdoc () {
    const { random } = this
    const options = { guid: `sub-${this.features.seed}-${this.subdocs++}` }
    if (random.chance(0.4)) options.gc = random.chance(0.5)
    if (random.chance(0.4)) options.autoLoad = random.chance(0.5)
    if (random.chance(0.4)) options.meta = this.json()
    return new Y.Doc(options)
  }

  type (depth, kind = this.random.pick(KINDS)) {
    const { random } = this
    switch (kind) {
      case 'Array': return Y.Array.from(Array.from({ length: random.below(3) }, () => this.value(depth)))
      case 'Map': return new Y.Map(Array.from({ length: random.below(3) }, () => [random.pick(KEYS), this.value(depth)]))
      case 'XmlElement': {
        const element = new Y.XmlElement(random.pick(NAMES))
        if (random.chance(0.5)) element.setAttribute(random.pick(KEYS), this.word())
        if (random.chance(0.5)) element.insert(0, [this.node(depth)])
        return element
      }
      case 'XmlFragment': return new Y.XmlFragment()
      case 'XmlHook': return new Y.XmlHook(random.pick(NAMES))
      default: {
        const text = new Y[kind]()
        if (random.chance(0.7)) text.insert(0, this.word(), random.chance(0.4) && this.features.formats ? this.marks() : undefined)
        return text
      }
    }
  }

  node (depth) { return this.type(depth + 1, this.random.pick(depth > 3 ? ['XmlText'] : ['XmlText', 'XmlElement', 'XmlElement', 'XmlHook'])) }

  marks () {
    const { random } = this
    return Object.fromEntries(Array.from({ length: random.between(1, 2) }, () => [random.pick(MARKS), random.pick([true, null, null, 1, 'x', { href: this.word() }, [1], this.json()])]))
  }

  /** A position in a text, between code points unless pairs may be split. */
  at (text, units, limit = units) {
    let i = this.random.below(limit + 1)
    if (this.random.chance(0.15)) i = 0
    else if (this.random.chance(0.15)) i = limit
    if (this.features.pairs && !this.features.split) while (i > 0 && inside(units, text, i)) i--
    return i
  }

  /** One edit somewhere in the document. */
  edit (doc, transaction) {
    const name = this.random.pick(Object.keys(ROOTS))
    let type = doc.get(name, Y[ROOTS[name]])
    for (let depth = 0; depth < 5 && this.random.chance(0.6); depth++) {
      const inner = children(type)
      if (inner.length === 0) break
      type = this.random.pick(inner)
    }
    this.change(type, transaction)
  }

  change (type, transaction) {
    const { random } = this
    if (type instanceof Y.Text) this.changeText(type)
    else if (type instanceof Y.Map) this.changeMap(type)
    else if (type instanceof Y.XmlFragment) this.changeXml(type)
    else if (this.features.old && random.chance(0.3)) this.oldJson(type, transaction)
    else if (type.length > 0 && random.chance(0.35)) {
      const i = random.below(type.length)
      type.delete(i, random.between(1, Math.min(4, type.length - i)))
    } else type.insert(random.below(type.length + 1), Array.from({ length: random.between(1, 3) }, () => this.value()))
  }

  changeText (text) {
    const { random, features } = this
    const i = this.at(text, text.length)
    const end = this.at(text, text.length)
    const [from, to] = i < end ? [i, end] : [end, i]
    const length = Math.min(to - from, random.chance(0.1) ? 100 : 8)
    const whole = features.pairs && !features.split && inside(text.length, text, from + length) ? length + 1 : length
    switch (random.below(features.formats ? 9 : 5)) {
      case 0: case 1: case 2: text.insert(i, this.word(), features.formats && random.chance(0.3) ? random.pick([{}, this.marks()]) : undefined); break
      case 3: case 4: if (whole > 0) text.delete(from, whole); break
      case 5: case 6: if (whole > 0) text.format(from, whole, this.marks()); break
      case 7: text.insertEmbed(i, features.nested && random.chance(0.4) ? this.type(3) : features.subdocs && random.chance(0.2) ? { d: 1 } : { image: this.json() }, random.chance(0.5) ? this.marks() : {}); break
      default: if (random.chance(0.7)) text.setAttribute(random.pick(KEYS), this.word()); else text.removeAttribute(random.pick(KEYS))
    }
  }

  changeMap (map) {
    const { random } = this
    if (random.chance(0.05)) for (const key of [...map.keys()]) map.delete(key)
    else if (random.chance(0.25)) map.delete(random.pick(KEYS))
    else map.set(random.pick(KEYS), this.value())
  }

  changeXml (xml) {
    const { random } = this
    if (xml instanceof Y.XmlElement && random.chance(0.35)) {
      if (random.chance(0.75)) xml.setAttribute(random.pick(KEYS), random.chance(0.7) ? this.word() : this.json())
      else xml.removeAttribute(random.pick(KEYS))
    } else if (xml.length > 0 && random.chance(0.3)) {
      const i = random.below(xml.length)
      xml.delete(i, random.between(1, Math.min(2, xml.length - i)))
    } else xml.insert(random.below(xml.length + 1), [this.node(1)])
  }

  /** Content that only Yjs before 13.0 wrote, but every version reads. */
  oldJson (array, transaction) {
    const { store, clientID } = array.doc
    const right = array._start
    const values = Array.from({ length: this.random.between(1, 3) }, () => this.random.chance(0.15) ? undefined : this.json())
    new Y.Item(Y.createID(clientID, Y.getState(store, clientID)), null, null, right, right && right.id, array, null, new Y.ContentJSON(values)).integrate(transaction, 0)
    // Remembered positions know nothing of this insertion.
    array._searchMarker = []
  }
}

const children = (type) => {
  const found = []
  for (let item = type._start; item; item = item.right) if (!item.deleted && item.content instanceof Y.ContentType) found.push(item.content.type)
  for (const item of type._map.values()) if (!item.deleted && item.content instanceof Y.ContentType) found.push(item.content.type)
  return found
}

/** Whether a position lies between the halves of a surrogate pair. */
const inside = (units, text, index) => {
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
