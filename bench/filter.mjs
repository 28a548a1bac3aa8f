/*
 * $filter over 100,000 entities against loops written by hand, interleaved in one process: the ratios
 * are what counts. `closures` is what a filter does before it has seen enough to be made code.
 *
 *   npm run bench:filter -- [--rounds 15]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } })
const rounds = Number(values.rounds)
const target = 1.5

/** The sources in one file, so that no build is needed first. */
async function importSources() {
  const folder = mkdtempSync(join(tmpdir(), 'filter-'))
  const file = join(folder, 'sources.mjs')
  const source = (path) => new URL(`../src/${path}`, import.meta.url).pathname
  const entry = 'virtual:entry'
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry
            ? `export { buildModel } from '${source('model/index.ts')}'
               export { parseFilter, parseOrderby } from '${source('syntax/index.ts')}'
               export { bindOrdering, bindPredicate, compileOrdering, compilePredicate } from '${source('expression/index.ts')}'
               export { generateFilter } from '${source('expression/filter-code.ts')}'`
            : null,
      },
    ],
  })
  await bundle.write({ file, format: 'esm' })
  try {
    return await import(pathToFileURL(file).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const sources = await importSources()
const property = (name, typeName) => ({ name, typeName, isCollection: false, nullable: true })
const model = sources.buildModel({
  namespace: 'shop',
  containerName: 'container',
  types: [
    {
      kind: 'complexType',
      namespace: 'shop',
      name: 'place',
      properties: [property('city', 'Edm.String')],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'product',
      key: ['id'],
      properties: [
        property('id', 'Edm.String'),
        property('name', 'Edm.String'),
        property('category', 'Edm.String'),
        property('stock', 'Edm.Int32'),
        property('price', 'Edm.Decimal'),
        property('rating', 'Edm.Double'),
        property('isHidden', 'Edm.Boolean'),
        property('code', 'Edm.Guid'),
        property('released', 'Edm.Date'),
        property('changed', 'Edm.DateTimeOffset'),
        property('note', 'Edm.String'),
        { ...property('tags', 'Edm.String'), isCollection: true },
        { ...property('places', 'shop.place'), isCollection: true },
      ],
      navigationProperties: [
        {
          name: 'parts',
          typeName: 'shop.product',
          isCollection: true,
          nullable: true,
          containsTarget: false,
        },
      ],
    },
  ],
  operations: [],
  entitySets: [{ name: 'products', entityType: 'shop.product' }],
  singletons: [],
  operationImports: [],
})
const type = model.types.get('shop.product')

const words = ['Sales', 'Audit', 'Finance', 'Support', 'Legal', 'Travel', 'Office', 'Design']
const pad = (number, length) => String(number).padStart(length, '0')
const entities = Array.from({ length: 100_000 }, (_, index) => ({
  type,
  properties: {
    id: `p${index}`,
    name: `${words[index % 8]} package ${index}`,
    category: words[(index * 7) % 8],
    stock: (index * 7919) % 1000,
    price: ((index * 104_729) % 100_000) / 100,
    rating: ((index * 31) % 500) / 100,
    isHidden: index % 4 === 0,
    code: `${pad(index.toString(16), 8)}-0000-4000-8000-${pad((index * 13).toString(16), 12)}`,
    released: `20${pad(index % 30, 2)}-${pad((index % 12) + 1, 2)}-${pad((index % 28) + 1, 2)}`,
    changed: `20${pad(index % 30, 2)}-${pad((index % 12) + 1, 2)}-${pad((index % 28) + 1, 2)}T08:00:00Z`,
    note: index % 3 === 0 ? null : `note ${index}`,
    tags: [words[index % 8], words[(index * 3) % 8]],
    places: [{ city: words[index % 8] }, { city: words[(index * 5) % 8] }],
  },
}))
const links = new Map(
  entities.map((entity, index) => [
    entity,
    [entities[(index * 17) % 100_000], entities[(index * 29) % 100_000]],
  ]),
)
const context = { follow: (entity) => links.get(entity), now: () => new Date() }

const cases = [
  ['stock gt 500', (p) => p.stock > 500],
  ['stock eq 7', (p) => p.stock === 7],
  ["category eq 'Legal'", (p) => p.category === 'Legal'],
  [
    "category ne 'Legal' and isHidden eq false",
    (p) => p.category !== 'Legal' && p.isHidden === false,
  ],
  ['price ge 100.5 and price lt 200', (p) => p.price >= 100.5 && p.price < 200],
  [
    "(stock lt 10 or rating gt 4.5) and isHidden eq false and category eq 'Sales'",
    (p) => (p.stock < 10 || p.rating > 4.5) && p.isHidden === false && p.category === 'Sales',
  ],
  [
    "contains(name,'99') and isHidden eq false",
    (p) => p.name !== null && p.name.includes('99') && p.isHidden === false,
  ],
  [
    "startswith(name,'Sales') or endswith(name,'77')",
    (p) => p.name !== null && (p.name.startsWith('Sales') || p.name.endsWith('77')),
  ],
  [
    "contains(tolower(name),'audit')",
    (p) => p.name !== null && p.name.toLowerCase().includes('audit'),
  ],
  [
    "category in ('Sales','Audit','Legal')",
    (p) => p.category === 'Sales' || p.category === 'Audit' || p.category === 'Legal',
  ],
  [
    "category in ('a','b','c','d','e','f','Sales','Audit')",
    (
      (set) => (p) =>
        set.has(p.category)
    )(new Set(['a', 'b', 'c', 'd', 'e', 'f', 'Sales', 'Audit'])),
  ],
  ['note eq null', (p) => p.note === null],
  ['note ne null and stock gt 900', (p) => p.note !== null && p.stock > 900],
  ["not contains(name,'9')", (p) => p.name !== null && !p.name.includes('9')],
  [
    'code eq 0000270f-0000-4000-8000-00000001fbc3',
    (p) => p.code === '0000270f-0000-4000-8000-00000001fbc3',
  ],
  ['released ge 2015-06-01', (p) => p.released >= '2015-06-01'],
  ['changed ge 2015-06-01T00:00:00Z', (p) => p.changed >= '2015-06-01T00:00:00Z'],
  ['stock gt 100 and price mul 2 gt 1500', (p) => p.stock > 100 && p.price * 2 > 1500],
  [
    'parts/any(x:x/stock gt 990)',
    (p, entity) => links.get(entity).some(({ properties }) => properties.stock > 990),
  ],
  [
    'parts/all(x:x/stock lt 500)',
    (p, entity) => links.get(entity).every(({ properties }) => properties.stock < 500),
  ],
  ["tags/any(t:t eq 'Legal')", (p) => p.tags.some((tag) => tag === 'Legal')],
  ["tags/all(t:t ne 'Legal')", (p) => p.tags.every((tag) => tag !== 'Legal')],
  ["places/any(x:x/city eq 'Legal')", (p) => p.places.some(({ city }) => city === 'Legal')],
]

function byHand(test) {
  return () => {
    const found = []
    for (const entity of entities) if (test(entity.properties, entity)) found.push(entity)
    return found
  }
}

function time(run) {
  const start = performance.now()
  run()
  return performance.now() - start
}

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1]
}

const scope = { model, type, optionName: '$filter' }
const rows = cases.map(([text, test]) => {
  const predicate = sources.bindPredicate(sources.parseFilter(text), scope)
  const closure = sources.compilePredicate(predicate)
  const generated = sources.generateFilter(predicate)
  const hand = byHand(test)
  const runs = {
    hand,
    closures: () => entities.filter((entity) => closure(entity, context)),
    code: generated && (() => generated(entities, context)),
  }
  const expected = hand().length
  for (const [name, run] of Object.entries(runs)) {
    if (run && run().length !== expected) throw new Error(`${String(text)}: ${name} selects others`)
  }
  const names = Object.keys(runs).filter((name) => runs[name])
  return { text, runs, names, expected, times: Object.fromEntries(names.map((name) => [name, []])) }
})
// All in turn, so that every kind meets the shapes that the others left behind.
for (let round = 0; round < rounds; round++) {
  for (const { runs, names, times } of rows) {
    for (const name of names) times[name].push(time(runs[name]))
  }
}

console.log(`100,000 entities, medians of ${rounds} interleaved rounds, node ${process.version}`)
console.log(`${'$filter'.padEnd(80)}by hand    closures        code`)
let missed = 0
for (const { text, times } of rows) {
  const hand = median(times.hand)
  const show = (list) => (list ? `${(median(list) / hand).toFixed(2)} x` : '-').padStart(12)
  if (times.code && median(times.code) / hand > target) missed++
  console.log(
    `${text.padEnd(76)}${`${hand.toFixed(2)} ms`.padStart(11)}${show(times.closures)}${show(times.code)}`,
  )
}
console.log(`code above ${target} x: ${missed} of ${rows.length}`)

// ── $orderby ────────────────────────────────────────────────────────────────────────────────────

const orders = [
  ['name', (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)],
  ['stock desc', (a, b) => b.stock - a.stock],
]
for (const [text, compare] of orders) {
  const keys = sources.parseOrderby(text).map(({ expression, descending }) => ({
    expression: sources.bindOrdering(expression, scope),
    descending,
  }))
  const rank = sources.compileOrdering(keys)
  const own = () => {
    const ranking = rank(entities, context)
    return Array.from(entities, (_, index) => index).sort((a, b) => ranking(a, b) || a - b)
  }
  const hand = () => entities.toSorted((a, b) => compare(a.properties, b.properties))
  const times = { own: [], hand: [] }
  for (let round = 0; round < Math.min(rounds, 7); round++) {
    times.hand.push(time(hand))
    times.own.push(time(own))
  }
  const ratio = median(times.own) / median(times.hand)
  console.log(
    `$orderby=${String(text)}`.padEnd(76),
    `${median(times.hand).toFixed(0)} ms`.padStart(10),
    `${ratio.toFixed(2)} x`.padStart(23),
  )
}
