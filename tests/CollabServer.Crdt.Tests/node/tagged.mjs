// Content of a document as tagged JSON: what JSON cannot say is an object with the key "$".
import * as Y from 'yjs'

const isWellFormed = (s) => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(s)

const members = (entries) => Object.fromEntries([...entries].map(([k, v]) => [k, tagged(v)]))

const delta = (text) => {
  const ops = []
  for (const op of text.toDelta()) {
    const last = ops.at(-1)
    const attributes = op.attributes && Object.keys(op.attributes).length > 0 ? members(Object.entries(op.attributes).sort()) : undefined
    const same = last && JSON.stringify(last.attributes) === JSON.stringify(attributes)
    if (same && typeof op.insert === 'string' && last.text !== undefined) last.text += op.insert
    else if (typeof op.insert === 'string') ops.push({ text: op.insert, attributes })
    else ops.push({ insert: tagged(op.insert), attributes })
  }
  return ops.map(({ text, insert, attributes }) => ({ insert: text === undefined ? insert : tagged(text), ...(attributes ? { attributes } : {}) }))
}

const attributes = (type) => members([...type._map].filter(([, item]) => !item.deleted).map(([k, item]) => [k, item.content.getContent()[item.length - 1]]))

export const tagged = (v) => {
  if (v === null || typeof v === 'boolean') return v
  if (v === undefined) return { $: 'undefined' }
  if (typeof v === 'number') return Number.isFinite(v) && !Object.is(v, -0) ? v : { $: 'num', v: Object.is(v, -0) ? '-0' : String(v) }
  if (typeof v === 'bigint') return { $: 'bigint', v: String(v) }
  if (typeof v === 'string') return isWellFormed(v) ? v : { $: 'u16', v: Buffer.from(v, 'utf16le').toString('base64') }
  if (v instanceof Uint8Array) return { $: 'bin', v: Buffer.from(v).toString('base64') }
  if (Array.isArray(v)) return { $: 'arr', v: v.map(tagged) }
  if (v instanceof Y.Doc) return { $: 'doc', guid: v.guid, gc: v.gc, autoLoad: v.autoLoad, meta: tagged(v.meta ?? null) }
  if (v instanceof Y.XmlText) return { $: 'xmlText', delta: delta(v), attrs: attributes(v) }
  if (v instanceof Y.Text) return { $: 'text', delta: delta(v), attrs: attributes(v) }
  if (v instanceof Y.XmlElement) return { $: 'xmlElement', name: v.nodeName, attrs: attributes(v), c: v.toArray().map(tagged) }
  if (v instanceof Y.XmlFragment) return { $: 'xmlFragment', c: v.toArray().map(tagged) }
  if (v instanceof Y.Array) return { $: 'array', v: v.toArray().map(tagged) }
  if (v instanceof Y.Map) return { $: 'map', v: members(v.entries()) }
  return { $: 'obj', v: members(Object.entries(v)) }
}

const TYPES = { text: Y.Text, xmlText: Y.XmlText, array: Y.Array, map: Y.Map, xmlElement: Y.XmlElement, xmlFragment: Y.XmlFragment, xmlHook: Y.XmlHook }

/** The value that tagged JSON describes; shared types are new ones. */
export const untagged = (v) => {
  if (v === null || typeof v !== 'object') return v
  const plain = (o) => Object.fromEntries(Object.entries(o).map(([k, m]) => [k, untagged(m)]))
  switch (v.$) {
    case 'undefined': return undefined
    case 'num': return Number(v.v)
    case 'bigint': return BigInt(v.v)
    case 'bin': return new Uint8Array(Buffer.from(v.v, 'base64'))
    case 'arr': return v.v.map(untagged)
    case 'obj': return plain(v.v)
    case 'u16': return Buffer.from(v.v, 'base64').toString('utf16le')
    case 'array': return Y.Array.from(v.v.map(untagged))
    case 'map': return new Y.Map(Object.entries(v.v).map(([k, m]) => [k, untagged(m)]))
    case 'doc': return new Y.Doc({ guid: v.guid, gc: v.gc, autoLoad: v.autoLoad, ...(v.meta === null ? {} : { meta: untagged(v.meta) }) })
    case 'xmlHook': return new Y.XmlHook(v.name)
    case 'xmlFragment': return filled(new Y.XmlFragment(), v.c)
    case 'xmlElement': {
      const element = filled(new Y.XmlElement(v.name), v.c)
      for (const [k, m] of Object.entries(v.attrs)) element.setAttribute(k, untagged(m))
      return element
    }
    default: {
      const text = new TYPES[v.$]()
      if (v.delta.length > 0) text.applyDelta(v.delta.map((step) => ({ insert: untagged(step.insert), ...(step.attributes ? { attributes: plain(step.attributes) } : {}) })))
      for (const [k, m] of Object.entries(v.attrs)) text.setAttribute(k, untagged(m))
      return text
    }
  }
}

const filled = (xml, children) => {
  if (children.length > 0) xml.insert(0, children.map(untagged))
  return xml
}
