// stdin: [{ updates: [base64, …] }, …]; stdout: for each, every XML node of the roots that hold XML, as the tree walker, siblings and attributes tell them.
import { readFileSync } from 'node:fs'
import * as Y from 'yjs'
import { ROOTS } from './edits.mjs'
import { tagged } from './tagged.mjs'

const label = (type) => {
  if (type === null || type === undefined) return null
  if (type instanceof Y.XmlElement) return type.nodeName
  if (type instanceof Y.XmlText) return '#text'
  if (type instanceof Y.XmlFragment) return '#fragment'
  if (type instanceof Y.Text) return '#plain'
  return type instanceof Y.Array ? '#array' : '#map'
}

const node = (type) => {
  const isNode = type instanceof Y.XmlElement || type instanceof Y.XmlText
  return {
    label: label(type),
    previous: isNode ? label(type.prevSibling) : null,
    next: isNode ? label(type.nextSibling) : null,
    first: type instanceof Y.XmlFragment ? label(type.firstChild) : null,
    attributes: isNode ? Object.fromEntries(Object.entries(type.getAttributes()).map(([k, v]) => [k, tagged(v)])) : {}
  }
}

const cases = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(cases.map(({ updates }) => {
  const doc = new Y.Doc()
  doc.on('afterTransaction', (transaction) => { transaction._needFormattingCleanup = false })
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
  return Object.fromEntries(Object.entries(ROOTS).filter(([, kind]) => kind === 'XmlFragment' || kind === 'XmlElement')
    .map(([name, kind]) => [name, [...doc.get(name, Y[kind]).createTreeWalker(() => true)].map(node)]))
})))
