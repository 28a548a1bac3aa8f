/* The least that Express can do for the same first answer: what `bench/start.mjs` compares with. */
import express from 'express'

const accessPackages = [
  { id: '1', displayName: 'Sales', description: 'Sales tools', isHidden: false },
  { id: '2', displayName: 'Audit', description: 'Audit tools', isHidden: false },
]
const app = express()
app.get('/beta/accessPackages', (_, response) => {
  response.json({ value: accessPackages })
})
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`express listening on http://127.0.0.1:${server.address().port}/beta`)
})
process.on('SIGTERM', () => process.exit(0))
