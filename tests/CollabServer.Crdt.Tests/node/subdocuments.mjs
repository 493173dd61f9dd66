// stdout: what a Yjs document tells of its subdocuments, step by step.
import * as Y from 'yjs'

const doc = new Y.Doc({ guid: 'parent', collectionid: 'all' })
const map = doc.getMap('map')
const steps = []
let events = []
const announced = new Set()
const list = (docs) => [...docs].map((d) => `${d.guid}${d.shouldLoad ? '+' : '-'}`).sort()
const event = ({ added, removed, loaded }) => ({ added: list(added), removed: list(removed), loaded: [...loaded].map((d) => d.guid).sort() })
doc.on('subdocs', (changed) => {
  // Yjs destroys what was removed, and thereby announces the removal a second time.
  const again = changed.added.size === 0 && changed.loaded.size === 0 && [...changed.removed].every((d) => announced.has(d))
  if (!again) events.push(event(changed))
  for (const d of changed.removed) announced.add(d)
})
const step = (name, run) => {
  events = []
  run()
  steps.push({ name, events, subdocs: [...doc.getSubdocs()].map((d) => d.guid).sort() })
}

const lazy = new Y.Doc({ guid: 'lazy', shouldLoad: false })
step('insert one that is to be loaded and one that is not', () => doc.transact(() => {
  map.set('a', new Y.Doc({ guid: 'eager' }))
  map.set('b', lazy)
}))
steps.at(-1).shares = { clientID: lazy.clientID === doc.clientID, collectionid: lazy.collectionid }
step('load', () => lazy.load())
step('load again', () => lazy.load())
step('replace', () => map.set('a', new Y.Doc({ guid: 'other', autoLoad: true })))
step('insert and remove at once', () => doc.transact(() => { map.set('c', new Y.Doc({ guid: 'gone', shouldLoad: false })); map.delete('c') }))
step('destroy', () => lazy.destroy())
steps.at(-1).same = map.get('b') === lazy
step('load the one in its place', () => map.get('b').load())
step('remove', () => map.delete('b'))

const remote = new Y.Doc()
steps.push({ name: 'remote', events: [], subdocs: [] })
remote.on('subdocs', (changed) => steps.at(-1).events.push(event(changed)))
Y.applyUpdate(remote, Y.encodeStateAsUpdate(doc))
steps.at(-1).subdocs = [...remote.getSubdocs()].map((d) => d.guid).sort()
process.stdout.write(JSON.stringify(steps))
