/*
 * Operations written by hand with Express over an array and a Map: what `bench/operations.mjs` compares
 * with. No contract, no validation, no journal.
 */
import express from 'express'
import { makePackages } from './operations-data.mjs'

const { size } = JSON.parse(process.argv[2])
let rows = []
let byId = new Map()
let links = new Map()
fill()

function fill() {
  rows = makePackages(size)
  byId = new Map(rows.map((row) => [row.id, row]))
  links = new Map(rows.map((row, index) => [row.id, [rows[(index * 7 + 1) % rows.length].id]]))
}

const app = express()
app.disable('x-powered-by')
app.use(express.json())
const find = (id) => byId.get(id)
const page = (list, { query }) =>
  list.slice(Number(query.$skip ?? 0)).slice(0, Number(query.$top ?? 1e9))
const related = (row) =>
  links
    .get(row.id)
    .map((id) => byId.get(id))
    .filter(Boolean)

app.get('/Packages', (request, response) => {
  const { query } = request
  let list = rows
  const filter = query.$filter
  if (filter !== undefined) {
    const equal = /^catalogId eq '(.*)'$/.exec(filter)
    const text = /^contains\(displayName,'(.*)'\) and isHidden eq false$/.exec(filter)
    list = list.filter((row) =>
      equal ? row.catalogId === equal[1] : row.displayName.includes(text[1]) && !row.isHidden,
    )
  }
  const count = list.length
  if (query.$orderby !== undefined) {
    const sign = query.$orderby.endsWith(' desc') ? -1 : 1
    list = list.toSorted((a, b) =>
      a.displayName < b.displayName ? -sign : a.displayName > b.displayName ? sign : 0,
    )
  }
  let value = page(list, request)
  if (query.$expand !== undefined) value = value.map((row) => ({ ...row, Related: related(row) }))
  if (query.$select !== undefined) {
    const names = query.$select.split(',')
    value = value.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
  }
  response.json({ ...(query.$count === 'true' && { '@odata.count': count }), value })
})
app.get('/Packages/:id', ({ params }, response) => {
  const row = find(params.id)
  if (row) response.json(row)
  else response.status(404).end()
})
app.post('/Packages', ({ body }, response) => {
  const row = { ...body }
  rows.push(row)
  byId.set(row.id, row)
  links.set(row.id, [])
  response.status(201).json(row)
})
app.patch('/Packages/:id', ({ params, body }, response) => {
  const row = find(params.id)
  Object.assign(row, body)
  response.status(200).json(row)
})
app.delete('/Packages/:id', ({ params }, response) => {
  const row = find(params.id)
  byId.delete(params.id)
  rows.splice(rows.indexOf(row), 1)
  response.status(204).end()
})
app.post('/Packages/:id/Related/$ref', ({ params, body }, response) => {
  const list = links.get(params.id)
  const id = /Packages\/(.*)$/.exec(body['@odata.id'])[1]
  if (!list.includes(id)) list.push(id)
  response.status(204).end()
})
app.delete('/Packages/:id/Related/:other/$ref', ({ params }, response) => {
  const list = links.get(params.id)
  list.splice(list.indexOf(params.other), 1)
  response.status(204).end()
})
app.post('/$batch', ({ body }, response) => {
  const responses = body.requests.map(({ id, url }) => ({
    id,
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: find(url.split('/')[1]),
  }))
  response.json({ responses })
})
app.post('/_understudy/reset', (_, response) => {
  fill()
  response.status(204).end()
})

const server = app.listen(0, '127.0.0.1', () => {
  process.send(`http://127.0.0.1:${server.address().port}`)
})
process.on('message', () => process.send(process.cpuUsage()))
