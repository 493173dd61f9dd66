// stdin: [{ updates: [base64, …], roots: { name: kind } }, …]; stdout: for each, what a Yjs document that received the updates shows.
import { readFileSync } from 'node:fs'
import * as Y from 'yjs'
import { tagged } from './tagged.mjs'

const cases = JSON.parse(readFileSync(0, 'utf8'))
const shown = cases.map(({ updates, roots }) => {
  const doc = new Y.Doc()
  // After remote transactions Yjs deletes marks it takes for redundant, depending on the order of delivery. Left to itself, that changes
  // formatting in sessions that split surrogate pairs; the recorded expectations were made without it.
  doc.on('afterTransaction', (transaction) => { transaction._needFormattingCleanup = false })
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('something is pending')
  return Object.fromEntries(Object.entries(roots).map(([name, kind]) => [name, tagged(doc.get(name, Y[kind]))]))
})
process.stdout.write(JSON.stringify(shown))
