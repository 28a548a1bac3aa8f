import { describe, expect, test } from '@jest/globals'
import { buildModel, type EntityType, type Model } from '../model/index.ts'
import { compilePages } from './compile-pages.ts'
import type { ContractDocument } from './contract.ts'
import { readPage } from './sources/read-page.ts'

interface ResourceParts {
  readonly properties?: readonly string[]
  readonly relationships?: readonly string[]
  readonly methods?: readonly string[]
  readonly intro?: string
  readonly json?: string
  readonly outro?: string
}

/** A resource page; each row is written as `name|type|description`. */
function resource(name: string, parts: ResourceParts): readonly [string, string] {
  const table = (heading: string, header: string, rows: readonly string[] = []): string =>
    rows.length === 0
      ? ''
      : `## ${heading}\n|${header}|\n|:--|:--|:--|\n${rows.map((row) => `|${row}|`).join('\n')}\n\n`
  const text =
    `# ${name} resource type\n\nNamespace: microsoft.graph\n\n${parts.intro ?? ''}\n\n` +
    table('Methods', 'Method|Return Type|Description', parts.methods) +
    table('Properties', 'Property|Type|Description', parts.properties) +
    table('Relationships', 'Relationship|Type|Description', parts.relationships) +
    (parts.json === undefined
      ? ''
      : `## JSON representation\n<!-- {"blockType": "resource", "@odata.type": "microsoft.graph.${name}"} -->\n\`\`\`json\n${parts.json}\n\`\`\`\n`) +
    (parts.outro ?? '')
  return [`resources/${name.toLowerCase()}.md`, text]
}

interface ApiParts {
  readonly lines: readonly string[]
  readonly response: string
  readonly body?: string
  readonly example?: string
  readonly extra?: string
}

function api(file: string, title: string, parts: ApiParts): readonly [string, string] {
  const { lines, response, body, example, extra } = parts
  const text =
    `# ${title}\n\nNamespace: microsoft.graph\n\n## HTTP request\n\`\`\`http\n${lines.join('\n')}\n\`\`\`\n\n` +
    `${extra ?? ''}\n\n## Request body\n${body ?? 'Do not supply a request body for this method.'}\n\n` +
    `## Response\n${response}\n\n${example === undefined ? '' : `## Example\n\n### Request\n\`\`\`http\n${example}\n\`\`\`\n`}`
  return [`api/${file}.md`, text]
}

function compile(
  pages: readonly (readonly [string, string])[],
  resourcePaths: readonly string[] = [],
): ContractDocument & { readonly model: Model } {
  const document = compilePages(
    pages.map(([file, text]) => readPage(file, text)),
    resourcePaths,
  )
  return { ...document, model: buildModel(document.declaration) }
}

function entity(model: Model, name: string): EntityType {
  const type = model.types.get(`microsoft.graph.${name}`)
  if (type?.kind !== 'entityType') throw new Error(`${name} is no entity type`)
  return type
}

const id = 'id|String|Read-only.'
const ok = (what: string): string =>
  `Returns a \`200 OK\` response code and ${what} in the response body.`
const link = (name: string): string => `[${name}](../resources/${name.toLowerCase()}.md)`

const shelf = resource('shelf', { properties: [id, 'label|String|', 'roomId|String|Read-only.'] })
const listShelves = api('shelf-list', 'List shelves', {
  lines: ['GET /library/rooms/shelves'],
  response: ok(`a collection of ${link('shelf')} objects`),
})

describe('structured types', () => {
  test('have what the tables say, and what only examples show as inferred', () => {
    const { model } = compile([
      resource('book', {
        properties: [
          id,
          'title|String|The title. Maximum length 40.',
          'isLent|Boolean|Whether it is read-only for guests. The default is `false`.',
          'shelfMark|String|Read-only.',
          'size|[bookSize](booksize.md)|',
          'cover|[unknownThing](unknownthing.md)|',
        ],
        json: '{"id": "String (identifier)", "addedDateTime": "String (timestamp)", "pages": 12}',
      }),
      resource('bookSize', { properties: ['width|Int32|', 'height|Int32|'] }),
      api('book-post', 'Create book', {
        lines: ['POST /books'],
        body: `Supply a ${link('book')} object.`,
        response: `Returns \`201, Created\` and a ${link('book')} object.`,
        example:
          'POST https://graph.microsoft.com/v1.0/books\n\n{"shelfMark": "A 1", "tags": ["a"]}',
      }),
    ])
    const written = [...entity(model, 'book').properties.values()].map((property) =>
      [
        property.name,
        property.type.qualifiedName + (property.isCollection ? '[]' : ''),
        ...(property.isComputed ? ['computed'] : []),
        ...(property.isImmutable ? ['immutable'] : []),
        ...(property.isInferred ? ['inferred'] : []),
        ...(property.maxLength === undefined ? [] : [`max ${property.maxLength}`]),
        ...(property.defaultValue === undefined
          ? []
          : [`default ${JSON.stringify(property.defaultValue)}`]),
      ].join(' '),
    )
    expect(written).toEqual([
      'id Edm.String computed',
      'title Edm.String max 40',
      'isLent Edm.Boolean default false',
      'shelfMark Edm.String immutable',
      'size microsoft.graph.bookSize',
      'cover Edm.Untyped',
      'addedDateTime Edm.DateTimeOffset inferred',
      'pages Edm.Int32 inferred',
      'tags Edm.String[] inferred',
    ])
    expect(model.types.get('microsoft.graph.bookSize')?.kind).toBe('complexType')
  })

  test('derive from each other, and do not repeat what they inherit', () => {
    const { model } = compile([
      resource('atlas', {
        intro: 'Inherits from [book](book.md).',
        properties: [id, 'scale|Int32|'],
      }),
      resource('book', {
        properties: [id],
        methods: ['[Get book](../api/book-get.md)|[book](book.md)|Reads it.'],
      }),
    ])
    const atlas = entity(model, 'atlas')
    expect(atlas.baseType?.name).toBe('book')
    expect([...atlas.ownProperties.keys()]).toEqual(['scale'])
    expect(atlas.key).toEqual(['id'])
  })

  test('stay values when the page of their base type is absent', () => {
    const { model } = compile([
      resource('paperSize', {
        intro: 'Inherits from [size](size.md).',
        properties: ['id|String|', 'ratio|Double|'],
      }),
      resource('sheet', { properties: [id, 'size|[paperSize](papersize.md)|'] }),
    ])
    expect(model.types.get('microsoft.graph.paperSize')).toMatchObject({
      kind: 'complexType',
      isOpen: true,
    })
    expect(model.types.get('microsoft.graph.size')).toMatchObject({
      kind: 'complexType',
      isImplied: true,
    })
  })

  test('are enumerations when a table lists members only', () => {
    const members =
      '|Member|Value|Description|\n|:--|:--|:--|\n|none|0||\n|read|1||\n|write|2||\n|own|4||\n'
    const { model } = compile([
      [
        'resources/right.md',
        `# right enum type\n\nNamespace: microsoft.graph\n\n## Members\n${members}`,
      ],
      resource('grant', {
        properties: [id, 'right|[right](right.md)|', 'color|[color](#color-values)|'],
        methods: ['[Get grant](../api/grant-get.md)|[grant](grant.md)|Reads it.'],
        outro: '### color values\n|Member|\n|:--|\n|red|\n|green|\n',
      }),
    ])
    const right = model.types.get('microsoft.graph.right')
    expect(right?.kind === 'enumType' && [right.isFlags, [...right.members]]).toEqual([
      true,
      [
        ['none', 0],
        ['read', 1],
        ['write', 2],
        ['own', 4],
      ],
    ])
    expect(entity(model, 'grant').properties.get('color')?.type.qualifiedName).toBe(
      'microsoft.graph.color',
    )
  })
})

describe('doors', () => {
  const createShelf = api('shelf-post', 'Create shelf', {
    lines: ['POST /shelves'],
    body: `Supply a ${link('shelf')} object.`,
    response: `Returns \`201 Created\` and a ${link('shelf')} object.`,
  })
  const doorOf = ({ container }: Model) =>
    container.singletons
      .get('library')
      ?.entityType.navigationProperties.get('rooms')
      ?.type.navigationProperties.get('shelves')

  test('lead through singletons to an entity set of their short name', () => {
    const { model } = compile([shelf, listShelves])
    const set = model.container.entitySets.get('shelves')
    expect(set?.isImplied).toBe(true)
    expect(doorOf(model)).toMatchObject({ isDoor: true, isCollection: true, containsTarget: false })
    expect(doorOf(model)?.target).toBe(set)
    expect(model.container.singletons.get('library')?.entityType.key).toEqual([])
  })

  test('share the set that other paths begin with', () => {
    const { model } = compile([shelf, listShelves, createShelf])
    expect([...model.container.entitySets.keys()]).toEqual(['shelves'])
    expect(doorOf(model)?.target?.isImplied).toBe(false)
  })

  test('do not share a set of another type', () => {
    const board = resource('board', {
      properties: [id],
      methods: ['[Get board](../api/board-get.md)|[board](board.md)|Reads it.'],
    })
    const listBoards = api('board-list', 'List boards', {
      lines: ['GET /kitchen/shelves'],
      response: ok(`a collection of ${link('board')} objects`),
    })
    const { model } = compile([shelf, listShelves, board, listBoards])
    const sets = [...model.container.entitySets.values()].map(({ name, entityType }) => [
      name,
      entityType.name,
    ])
    expect(sets).toContainEqual(['shelves', 'shelf'])
    expect(sets).toContainEqual(['kitchenShelves', 'board'])
  })

  test('have the slips of documented paths as aliases', () => {
    const getShelf = api('shelf-get', 'Get shelf', {
      lines: ['GET /library/rooms/shelf/{id}', 'GET /library/rooms/Shelves/{id}'],
      response: ok(`a ${link('shelf')} object`),
    })
    const { model } = compile([shelf, listShelves, listShelves, getShelf])
    expect(doorOf(model)?.aliases).toEqual(['Shelves', 'shelf'])
  })

  test('are none below me', () => {
    const { model } = compile([
      resource('user', { properties: [id] }),
      shelf,
      api('user-list-shelves', 'List shelves', {
        lines: ['GET /me/shelves', 'GET /users/{id}/shelves'],
        response: ok(`a collection of ${link('shelf')} objects`),
      }),
    ])
    expect([...model.container.entitySets.keys()]).toEqual(['users'])
    expect(model.container.singletons.get('me')?.entityType.name).toBe('user')
    expect(entity(model, 'user').navigationProperties.get('shelves')).toMatchObject({
      isDoor: false,
      containsTarget: true,
    })
  })
})

describe('relationships', () => {
  const room = resource('room', {
    properties: [id],
    relationships: [
      'shelves|[shelf](shelf.md) collection|',
      'neighbours|[room](room.md) collection|',
      'neighboursOf|[room](room.md) collection|Read-only.',
      'lamps|[lamp](lamp.md) collection|',
    ],
  })
  const placed = resource('shelf', {
    properties: [id, 'roomId|String|Read-only.'],
    relationships: ['room|[room](room.md)|Read-only.'],
  })
  const paths = [
    api('room-post', 'Create room', {
      lines: ['POST /rooms'],
      body: `Supply a ${link('room')} object.`,
      response: `Returns \`201 Created\` and a ${link('room')} object.`,
    }),
    api('shelf-list', 'List shelves', {
      lines: ['GET /shelves'],
      response: ok(`a collection of ${link('shelf')} objects`),
    }),
    api('room-post-neighbours', 'Add neighbour', {
      lines: ['POST /rooms/{id}/neighbours/$ref'],
      body: 'Supply a reference.',
      response: 'Returns `204 No Content`.',
    }),
  ]

  test('lead to the set of their type, or contain', () => {
    const { model } = compile([room, placed, ...paths])
    const { navigationProperties } = entity(model, 'room')
    const targets = [...navigationProperties.values()].map(({ name, target, containsTarget }) => [
      name,
      target?.name ?? containsTarget,
    ])
    expect(targets).toEqual([
      ['shelves', 'shelves'],
      ['neighbours', 'rooms'],
      ['neighboursOf', 'rooms'],
      ['lamps', true],
    ])
  })

  test('are partners by name, or as the only ones between two types', () => {
    const { model } = compile([room, placed, ...paths])
    const { navigationProperties } = entity(model, 'room')
    expect(navigationProperties.get('neighbours')?.partner?.name).toBe('neighboursOf')
    expect(navigationProperties.get('neighboursOf')?.partner?.name).toBe('neighbours')
    expect(navigationProperties.get('shelves')?.partner?.name).toBe('room')
  })

  test('hold the id of a single target in a property of that name', () => {
    const { model } = compile([room, placed, ...paths])
    expect(entity(model, 'shelf').navigationProperties.get('room')?.referentialConstraints).toEqual(
      [{ property: 'roomId', referencedProperty: 'id' }],
    )
  })
})

describe('operations', () => {
  test('of a page are one for each method, with every door', () => {
    const { operations } = compile([
      shelf,
      api('shelf-update', 'Update shelf', {
        lines: [
          'PATCH /shelves/{id}',
          'PATCH /library/rooms/shelves/{shelf-id}',
          'GET /shelves/{id}',
        ],
        body: `Supply a ${link('shelf')} object.`,
        response: `Returns a 200-series response code and a ${link('shelf')} object.`,
      }),
    ])
    const written = operations.map(
      ({ method, paths, responses }) =>
        `${method} ${paths.map(({ text, source }) => `${text}:${source.line}`).join(' ')} ${responses[0]?.status}`,
    )
    expect(written).toEqual([
      'PATCH /shelves/{id}:7 /library/rooms/shelves/{shelf-id}:8 200',
      'GET /shelves/{id}:9 200',
    ])
  })

  test('that paths end with are bound functions and actions', () => {
    const { model } = compile([
      shelf,
      listShelves,
      api('shelf-search', 'shelf: search', {
        lines: ["GET /library/rooms/shelves/search(text='{text}')"],
        response: ok(`a ${link('shelf')} collection`),
        extra:
          '## Function parameters\n|Parameter|Type|Description|\n|:--|:--|:--|\n|text|String|Required.|',
      }),
      api('shelf-move', 'shelf: move', {
        lines: ['POST /library/rooms/shelves/{id}/move'],
        body: 'Supply these parameters.\n\n|Parameter|Type|Description|\n|:--|:--|:--|\n|to|String||',
        response: 'Returns `204 No Content`.',
      }),
      api('shelf-copy', 'Make a copy of a shelf', {
        lines: ['POST /library/rooms/shelves/{id}/copy'],
        response: `Returns \`201 Created\` and a ${link('shelf')} in the response body.`,
      }),
    ])
    const written = model.operations.map(
      ({ kind, name, bindingType, parameters, takesAnyParameters, returnType }) =>
        `${kind} ${name} of ${bindingType?.type.qualifiedName}${bindingType?.isCollection ? '[]' : ''} ` +
        `(${parameters.map((parameter) => `${parameter.name} ${parameter.type.qualifiedName}`).join()}) ` +
        `${takesAnyParameters} ${returnType?.type.qualifiedName}`,
    )
    expect(written).toEqual([
      'function search of microsoft.graph.shelf[] (text Edm.String) false microsoft.graph.shelf',
      'action move of microsoft.graph.shelf (to Edm.String) false undefined',
      'action copy of microsoft.graph.shelf () false microsoft.graph.shelf',
    ])
  })

  test('of rows without a page follow the names of the pages that they link to', () => {
    const { operations } = compile([
      resource('shelf', {
        properties: [id],
        relationships: ['books|[book](book.md) collection|', 'readers|[user](user.md) collection|'],
        methods: [
          '[List shelves](../api/shelf-list.md)|[shelf](shelf.md) collection|All.',
          '[Create book](../api/shelf-post-books.md)|[book](book.md)|A new one.',
          '[Add reader](../api/shelf-post-readers.md)|None|A link.',
          '[Remove reader](../api/shelf-delete-readers.md)|None|A link.',
          '[dust](../api/shelf-dust.md)|None|Dusts it.',
          '[countBooks](../api/shelf-countbooks.md)|Int32|Returns a number.',
        ],
      }),
    ])
    const written = operations.map(
      ({ method, paths, responses }) => `${method} ${paths[0]?.text} ${responses[0]?.status}`,
    )
    expect(written).toEqual([
      'GET /shelves 200',
      'POST /shelves/{id}/books 201',
      'POST /shelves/{id}/readers/$ref 204',
      'DELETE /shelves/{id}/readers/{id}/$ref 204',
      'POST /shelves/{id}/dust 204',
      'GET /shelves/{id}/countBooks 200',
    ])
  })

  test('have no body with 204, and the permissions of every kind, least privileged first', () => {
    const { operations } = compile([
      shelf,
      api('shelf-delete', 'Delete shelf', {
        lines: ['DELETE /shelves/{id}'],
        response: `Returns \`204 No Content\` and a ${link('shelf')} object.`,
        extra:
          '## Permissions\n|Permission type|Permissions (from most to least privileged)|\n|:--|:--|\n' +
          '|Delegated (work or school account)|`Shelf.ReadWrite.All`, Shelf.Write.|\n' +
          '|Delegated (personal Microsoft account)|Not supported.|\n|Application|TODO: Provide applicable permissions.|',
      }),
    ])
    expect(operations[0]?.responses.map(({ status, body }) => [status, body])).toEqual([
      [204, undefined],
    ])
    expect(operations[0]?.permissions).toMatchObject({
      delegatedWork: ['Shelf.Write', 'Shelf.ReadWrite.All'],
      delegatedPersonal: [],
      application: [],
    })
  })
})

describe('what pages say of values', () => {
  test.each([
    ['Immutable.', true],
    ['The kind of book, which is immutable.', true],
    ["The kind of book. Can't be changed after the book is created.", true],
    ['The kind of book. Cannot be modified after creation.', true],
    ['The immutableId of the book.', false],
    ['The kind of book. It cannot be changed by readers.', false],
  ])('%s', (description, isImmutable) => {
    const { model } = compile([
      resource('book', { properties: [id, `kind|String|${description}`] }),
    ])
    const { properties } = entity(model, 'book')
    expect(properties.get('kind')).toMatchObject({ isImmutable, isComputed: false })
  })

  test('titles of groups of rows, and tables of what a string holds, are no properties', () => {
    const { model } = compile([
      resource('rule', {
        properties: [id, '**Library rules**', 'definition|String|See below.'],
        outro:
          '### Properties of a rule definition\n\n#### Example: a definition\n\n|Property|Type|\n|:--|:--|\n|Version|Int32|\n',
      }),
      api('rule-list', 'List rules', {
        lines: ['GET /rules'],
        response: ok(`${link('rule')} list`),
      }),
    ])
    expect([...entity(model, 'rule').properties.keys()]).toEqual(['id', 'definition'])
  })
})

describe('the statuses of an operation', () => {
  test.each([
    ['a 200-series response code', 'HTTP/1.1 201 Created', [201]],
    ['a `200 OK` response code', 'HTTP/1.1 200 OK', [200, 201]],
    ['a `202 Accepted` response code', 'HTTP/1.1 201 Created', [202, 201]],
  ])('%s beside %s', (text, line, statuses) => {
    const example = `POST https://graph.microsoft.com/beta/books\n\n{}\n\`\`\`\n\n### Response\n\`\`\`http\n${line}\n\n{}`
    const parts = { lines: ['POST /books'], body: `A ${link('book')}.`, example }
    const page = api('book-post', 'Create book', { ...parts, response: `Returns ${text}.` })
    const { operations } = compile([resource('book', { properties: [id] }), page])
    expect(operations[0]!.responses.map(({ status }) => status)).toEqual(statuses)
  })
})

test('a function that is documented without parentheses takes its parameters or none', () => {
  const { model } = compile([
    shelf,
    api('shelf-filter', 'shelf: filterByReader', {
      lines: ['GET /shelves/filterByReader', "GET /shelves/filterByReader(on='parameterValue')"],
      extra:
        '## Function parameters\n\n|Parameter|Type|Description|\n|:--|:--|:--|\n|on|String|Required.|',
      response: ok(`a collection of ${link('shelf')} objects`),
    }),
    api('shelf-list', 'List shelves', {
      lines: ['GET /shelves'],
      response: ok(`a collection of ${link('shelf')} objects`),
    }),
  ])
  expect(model.operations).toMatchObject([
    { name: 'filterByReader', parameters: [{ name: 'on', nullable: true }] },
  ])
})

describe('what only requests of examples show', () => {
  const listBooks = (example: string) =>
    api('book-list', 'List books', {
      lines: ['GET /books', 'GET /books/{id}'],
      response: ok(`a collection of ${link('book')} objects`),
      example,
    })
  const book = resource('book', { properties: [id, 'place|[place](place.md)|'] })
  const place = resource('place', { properties: ['room|String|'] })
  const graph = 'https://graph.microsoft.com/beta'

  test.each([
    ['$expand=author($expand=awards)', 'author author, awards of it: award[]'],
    ['$expand=authors($select=id)', 'authors author[]'],
  ])('%s', (query, expected) => {
    const { model } = compile([book, listBooks(`GET ${graph}/books?${query}`)])
    const [navigation] = [...entity(model, 'book').navigationProperties.values()]
    const [nested] = [...navigation!.type.navigationProperties.values()]
    const write = ({ name, type, isCollection }: typeof navigation & object) =>
      [name, type.name + (isCollection ? '[]' : '')] as const
    const inner = nested ? `, ${write(nested).join(' of it: ')}` : ''
    expect(write(navigation!).join(' ') + inner).toBe(expected)
  })

  test('a cast in a filter is to a type that derives from the one cast', () => {
    const query = "$filter=place/microsoft.graph.boxPlace/box eq 'a'"
    const { model } = compile([book, place, listBooks(`GET ${graph}/books?${query}`)])
    expect(model.types.get('microsoft.graph.boxPlace')).toMatchObject({
      kind: 'complexType',
      baseType: { name: 'place' },
    })
  })

  test.each([
    ['a type that no page describes', '{"@odata.type": "#microsoft.graph.comic", "panels": 12}'],
    [
      'with what nests in it',
      '{"place": {"@odata.type": "#microsoft.graph.boxPlace", "box": "a"}}',
    ],
  ])('an instance of %s has a type that derives from the one expected', (_, body) => {
    const { model } = compile([
      book,
      place,
      api('book-post', 'Create book', {
        lines: ['POST /books'],
        body: `A ${link('book')}.`,
        response: 'Returns `201 Created`.',
        example: `POST ${graph}/books\n\n${body}`,
      }),
    ])
    const [kind, name, base, shown] = body.includes('comic')
      ? (['entityType', 'comic', 'book', 'panels'] as const)
      : (['complexType', 'boxPlace', 'place', 'box'] as const)
    const type = model.types.get(`microsoft.graph.${name}`) as EntityType
    expect(type).toMatchObject({ kind, baseType: { name: base }, isOpen: true })
    expect(type.properties.get(shown)?.isInferred).toBe(true)
    expect(type.baseType?.properties.has(shown)).toBe(false)
  })

  test('what a response to a cast shows belongs to the type that is cast to', () => {
    const { model } = compile([
      book,
      api('book-list', 'List books', {
        lines: ['GET /books', 'GET /books/microsoft.graph.comic'],
        response: ok(`a collection of ${link('book')} objects`),
        example: `GET ${graph}/books/microsoft.graph.comic\n\`\`\`\n\n\`\`\`http\nHTTP/1.1 200 OK\n\n{"value": [{"panels": 12}]}`,
      }),
    ])
    const comic = entity(model, 'comic')
    expect(comic.baseType?.name).toBe('book')
    expect(comic.properties.has('panels')).toBe(true)
    expect(entity(model, 'book').properties.has('panels')).toBe(false)
  })

  test('what a body binds to lives in the set that it names', () => {
    const { model } = compile([
      book,
      listBooks(`GET ${graph}/books`),
      api('book-post', 'Create book', {
        lines: ['POST /books'],
        body: `A ${link('book')}.`,
        response: 'Returns `201 Created`.',
        example: `POST ${graph}/books\n\n{"writer@odata.bind": "${graph}/authors/{id}"}`,
      }),
    ])
    expect(entity(model, 'book').navigationProperties.get('writer')).toMatchObject({
      isCollection: false,
      type: { name: 'author' },
      target: { name: 'authors' },
    })
  })

  test('another spelling in a URL is one of the name', () => {
    const { model } = compile([book, listBooks(`GET ${graph}/Books/1`)])
    expect(model.container.entitySets.get('books')?.aliases).toEqual(['Books'])
  })
})

test('the properties that a create requires are told from rows, and from the sentence before the table', () => {
  const rows = [
    'name|String|Required. Its name.',
    'color|String|Its color.',
    'note|String|Optional.',
  ]
  const table = [
    '|Property|Type|Description|',
    '|:---|:---|:---|',
    ...rows.map((row) => `|${row}|`),
  ]
  const body = (sentence: string) => `${sentence}\n\n${table.join('\n')}`
  const parts = (sentence: string): ApiParts => ({
    lines: ['POST /teas'],
    response: ok('a tea'),
    body: body(sentence),
  })
  const read = (sentence: string) =>
    compile([
      api('tea-post', 'Create tea', parts(sentence)),
    ]).operations[0]!.requestBody!.properties.map(({ name, isRequired, isRequiredInRow }) => [
      name,
      isRequired,
      isRequiredInRow,
    ])
  expect(read('The table shows what may be given.')).toEqual([
    ['name', true, true],
    ['color', false, false],
    ['note', false, false],
  ])
  expect(read('The table shows the properties that are required when you create a tea.')).toEqual([
    ['name', true, true],
    ['color', true, false],
    ['note', false, false],
  ])
})
