// What Yjs tells the observers of a document's roots.
import * as Y from 'yjs'
import { tagged } from './tagged.mjs'

const members = (object) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, tagged(v)]))

const withAttributes = (step, attributes) => attributes && Object.keys(attributes).length > 0 ? { ...step, attributes: members(attributes) } : step

const step = (op) => {
  if (op.retain !== undefined) return withAttributes({ retain: op.retain }, op.attributes)
  if (op.delete !== undefined) return { delete: op.delete }
  return withAttributes({ insert: Array.isArray(op.insert) ? { $: 'items', v: op.insert.map(tagged) } : tagged(op.insert) }, op.attributes)
}

const key = ({ action, oldValue: old }) => old === undefined || old instanceof Y.AbstractType || old instanceof Y.Doc ? { action } : { action, old: tagged(old) }

const describe = (event) => {
  const keys = Object.fromEntries([...event.keys].map(([k, change]) => [k, key(change)]))
  const name = event.target.constructor.name
  const type = name[1].toLowerCase() + name.slice(2)
  const result = { path: event.path, type, keys }
  if (type !== 'map') result.delta = (event.target instanceof Y.Text ? event.delta : event.changes.delta).map(step)
  return result
}

/**
 * Yjs deletes marks it takes for redundant when somebody asks for the delta of a text. Observing shall not change a document: they are gone only
 * while the deltas are read, which tells a delta with such a mark from one without.
 */
const unchanged = (run) => {
  const remove = Y.Item.prototype.delete
  const gone = []
  Y.Item.prototype.delete = function () { if (!this.deleted) { this.deleted = true; gone.push(this) } }
  try { return run() } finally {
    Y.Item.prototype.delete = remove
    for (const item of gone) item.deleted = false
  }
}

/** Calls tell({ root, events }) for every call of a deep observer of a root. */
export const observeRoots = (doc, roots, tell) => {
  for (const root of roots) doc.share.get(root).observeDeep((events) => tell({ root, events: unchanged(() => events.map(describe)) }))
}
