// A long-lived Yjs: one request a line on stdin, one answer a line on stdout, both JSON. { seed } asks for a history, { updates, gc } for what they show.
import readline from 'node:readline'
import { history, shown } from './histories.mjs'

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    answer = request.updates ? shown(request) : history(request)
  } catch (error) {
    answer = { error: `${error.stack}` }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
