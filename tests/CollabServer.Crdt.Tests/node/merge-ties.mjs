// Expected results of merging the recorded sessions (fuzz/*.json.gz) with Yjs:  node merge-ties.mjs <fuzz folder> > ../../fixtures/merge/ties.json
import fs from 'node:fs'
import zlib from 'node:zlib'
import crypto from 'node:crypto'
import './consistent-merge.mjs'
import * as Y from 'yjs'

const folder = process.argv[2]
const bytes = text => Buffer.from(text, 'base64')
const hash = update => crypto.createHash('sha256').update(update).digest('hex')
const result = {}
for (const file of fs.readdirSync(folder).sort()) {
  const session = JSON.parse(zlib.gunzipSync(fs.readFileSync(`${folder}/${file}`)))
  const v1 = session.updates.map(update => bytes(update.v1))
  const even = Y.mergeUpdates(v1.filter((_, i) => i % 2 === 0))
  const mergedV1 = Y.mergeUpdates(v1)
  const mergedV2 = Y.mergeUpdatesV2(session.updates.map(update => bytes(update.v2)))
  const state = bytes(session.api.mid.sv)
  result[file] = {
    mergeV1: hash(mergedV1),
    mergeV2: hash(mergedV2),
    mergeShuffledV1: hash(Y.mergeUpdates(session.orders[1].idx.map(i => v1[i]))),
    mergeEvenV1: hash(even),
    diffOfMergeV1: hash(Y.diffUpdate(mergedV1, state)),
    diffOfMergeV2: hash(Y.diffUpdateV2(mergedV2, state)),
    convertMergeV1: hash(Y.convertUpdateFormatV1ToV2(mergedV1)),
    convertMergeV2: hash(Y.convertUpdateFormatV2ToV1(mergedV2)),
    stateOfMergeV1: Buffer.from(Y.encodeStateVectorFromUpdate(mergedV1)).toString('base64'),
    stateOfEvenV1: Buffer.from(Y.encodeStateVectorFromUpdate(even)).toString('base64')
  }
}
console.log(JSON.stringify(result, null, 1))
