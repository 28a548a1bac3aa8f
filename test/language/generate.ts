/* Texts of expressions over the model of `world.ts`, well-typed by construction, or broken afterwards. */

export interface Random {
  /** From 0 to `below` - 1. */
  readonly below: (below: number) => number
}

/** Mulberry32: small, fast, and the same everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    below: (below) => {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
    },
  }
}

/** What an expression may be of. */
type Sort =
  | 'boolean'
  | 'text'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'date'
  | 'time'
  | 'instant'
  | 'duration'
  | 'guid'
  | 'binary'
  | 'color'
  | 'rights'
  | 'texts'
  | 'integers'
  | 'decimals'

const sorts: readonly Sort[] = [
  'boolean',
  'text',
  'integer',
  'decimal',
  'double',
  'date',
  'time',
  'instant',
  'duration',
  'guid',
  'binary',
  'color',
  'rights',
  'texts',
  'integers',
  'decimals',
]

/** Names that lead to things and addresses, with a slash at the end where one is needed. */
interface Names {
  readonly things: readonly string[]
  readonly addresses: readonly string[]
  readonly texts: readonly string[]
  readonly integers: readonly string[]
  /** Lambda variables in use. */
  readonly depth: number
}

export interface Generated {
  readonly text: string
  /** False where it was broken on purpose. */
  readonly isWellTyped: boolean
}

export function generate(random: Random): Generated {
  const names: Names = {
    things: ['', '', '', 'one/', 'one/one/', '$it/'],
    addresses: ['address/', 'one/address/', '$it/address/'],
    texts: [],
    integers: [],
    depth: 0,
  }
  const generator = new Generator(random)
  const sort = random.below(4) > 0 ? 'boolean' : sorts[random.below(sorts.length)]!
  const text = generator.expression(sort, 1 + random.below(4), names)
  if (random.below(8) > 0) return { text, isWellTyped: true }
  return { text: breakText(text, random), isWellTyped: false }
}

/** One token taken out, doubled or replaced by one from elsewhere. */
function breakText(text: string, random: Random): string {
  const tokens = text.match(/'(?:[^']|'')*'|[\w.$@]+|\s+|./gsu) ?? []
  const at = random.below(tokens.length)
  const before = tokens.slice(0, at).join('')
  const after = tokens.slice(at + 1).join('')
  switch (random.below(4)) {
    case 0:
      return before + after
    case 1:
      return before + tokens[at] + tokens[at] + after
    case 2:
      return before + tokens[random.below(tokens.length)] + after
    default:
      return before + strange[random.below(strange.length)] + after
  }
}

const strange: readonly string[] = [
  "'",
  '(',
  ')',
  ',',
  '/',
  ' ',
  'null',
  'eq',
  'not',
  'in',
  '$count',
  '$it',
  '@p',
  'any',
  'geo.length(place)',
  "geography'SRID=4326;Point(1 2)'",
  'l.special',
  'tags',
  'many',
  'address',
  '-',
  'INF',
  '{"a":1}',
  '[1,null]',
  ` ${'9'.repeat(400)} `,
  '1e308',
  '😀',
  '%27',
  'constructor',
  '__proto__',
]

class Generator {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  expression(sort: Sort, depth: number, names: Names): string {
    if (depth <= 0 || this.#chance(6)) return this.#leaf(sort, names)
    const inner = (of: Sort) => this.expression(of, depth - 1, names)
    const operand = (of: Sort) => this.#operand(inner(of))
    switch (sort) {
      case 'boolean':
        return this.#boolean(depth, names, inner, operand)
      case 'text':
        return this.#pick([
          () => `concat(${inner('text')},${inner('text')})`,
          () => `tolower(${inner('text')})`,
          () => `toupper(${inner('text')})`,
          () => `trim(${inner('text')})`,
          () => `substring(${inner('text')},${this.#below(7) - 3})`,
          () => `substring(${inner('text')},${this.#below(7) - 3},${this.#below(4)})`,
          () => `cast(${inner('integer')},Edm.String)`,
          () => `cast(${inner('text')},Edm.String)`,
          () => this.#case('text', inner),
        ])
      case 'integer':
        return this.#pick([
          () => this.#arithmetic('integer', inner),
          () => this.#arithmetic('integer', inner),
          () => `${operand('integer')} div ${this.#nonZero()}`,
          () => `${operand('integer')} mod ${this.#nonZero()}`,
          () => `${operand('integer')} ${this.#of(['div', 'mod'])} ${operand('integer')}`,
          () => this.#negation(operand('integer')),
          () => `length(${inner(this.#of(['text', 'texts', 'integers']))})`,
          () => `indexof(${inner('text')},${inner('text')})`,
          () => `indexof(${inner('texts')},${inner('texts')})`,
          () => `${this.#of(['year', 'month', 'day'])}(${inner(this.#of(['date', 'instant']))})`,
          () =>
            `${this.#of(['hour', 'minute', 'second'])}(${inner(this.#of(['time', 'instant']))})`,
          () => `totaloffsetminutes(${this.#leaf('instant', names)})`,
          () =>
            `cast(${inner(this.#of(['integer', 'decimal']))},Edm.${this.#of(['Byte', 'SByte', 'Int16', 'Int32', 'Int64'])})`,
          () => this.#case('integer', inner),
        ])
      case 'decimal':
        return this.#pick([
          () => this.#arithmetic('decimal', inner),
          () => `${operand('decimal')} ${this.#of(['add', 'sub', 'mul'])} ${operand('integer')}`,
          () =>
            `${operand(this.#of(['decimal', 'integer']))} divby ${this.#of(['2', '-5', '0.5', '8'])}`,
          () => `${operand('decimal')} div ${this.#of(['2', '-5', '2.5', '8'])}`,
          () => `${operand('decimal')} mod ${this.#of(['2', '-3', '2.5', '0.7'])}`,
          () => this.#negation(operand('decimal')),
          () => `${this.#of(['round', 'floor', 'ceiling'])}(${inner('decimal')})`,
          () => `fractionalseconds(${inner(this.#of(['time', 'instant']))})`,
          () => `totalseconds(${inner('duration')})`,
          () => `cast(${inner('integer')},Edm.Decimal)`,
          () => this.#case('decimal', inner),
        ])
      case 'double':
        return this.#pick([
          () =>
            `${operand('double')} ${this.#of(['add', 'sub', 'mul', 'div', 'divby'])} ${operand(this.#of(['double', 'integer']))}`,
          () => `${operand('double')} mod ${this.#of(['2', '-3', '2.5e0'])}`,
          () => this.#negation(operand('double')),
          () => `${this.#of(['round', 'floor', 'ceiling'])}(${inner('double')})`,
          () => `cast(${inner(this.#of(['integer', 'decimal']))},Edm.Double)`,
          () => this.#case('double', inner),
        ])
      case 'date':
        return this.#pick([
          () => `date(${inner('instant')})`,
          () => `cast(${this.#leaf('instant', names)},Edm.Date)`,
          () =>
            `${this.#leaf('date', names)} ${this.#of(['add', 'sub'])} ${this.#leaf('duration', names)}`,
          () => this.#case('date', inner),
        ])
      case 'time':
        return this.#pick([() => `time(${inner('instant')})`, () => this.#case('time', inner)])
      case 'instant':
        return this.#pick([
          () =>
            `${this.#leaf('instant', names)} ${this.#of(['add', 'sub'])} ${this.#leaf('duration', names)}`,
          () => this.#of(['now()', 'mindatetime()', 'maxdatetime()']),
          () => `cast(${inner('date')},Edm.DateTimeOffset)`,
          () => this.#case('instant', inner),
        ])
      case 'duration':
        return this.#pick([
          () => `${operand('instant')} sub ${operand('instant')}`,
          () => `${operand('date')} sub ${operand('date')}`,
          () => `${operand('duration')} ${this.#of(['add', 'sub'])} ${operand('duration')}`,
          () =>
            `${operand('duration')} ${this.#of(['mul', 'div'])} ${this.#of(['2', '3', '-7', '0.5'])}`,
          () => `${this.#of(['2', '-3', '1.5'])} mul ${operand('duration')}`,
          () => this.#negation(operand('duration')),
          () => this.#case('duration', inner),
        ])
      case 'texts':
      case 'integers':
        return this.#pick([
          () => `concat(${inner(sort)},${inner(sort)})`,
          () => `substring(${inner(sort)},${this.#below(5) - 2})`,
          () => this.#filtered(sort, names),
          () => `substring(${inner(sort)},${this.#below(5) - 2},${this.#below(3)})`,
        ])
      case 'guid':
      case 'binary':
      case 'color':
      case 'rights':
        return this.#case(sort, inner)
      case 'decimals':
        return this.#leaf(sort, names)
    }
  }

  #boolean(
    depth: number,
    names: Names,
    inner: (sort: Sort) => string,
    operand: (sort: Sort) => string,
  ): string {
    return this.#pick([
      () => this.#comparison(operand),
      () => this.#comparison(operand),
      () => this.#comparison(operand),
      () => `${operand('boolean')} ${this.#of(['and', 'or'])} ${operand('boolean')}`,
      () =>
        `${operand('boolean')} ${this.#of(['and', 'or'])} ${operand('boolean')} ${this.#of(['and', 'or'])} ${operand('boolean')}`,
      () => `not ${operand('boolean')}`,
      () => this.#membership(operand, names),
      () =>
        `${this.#of(['contains', 'startswith', 'endswith'])}(${inner('text')},${inner('text')})`,
      () =>
        `${this.#of(['contains', 'startswith', 'endswith', 'hassubset', 'hassubsequence'])}(${inner('texts')},${inner('texts')})`,
      () =>
        `${this.#of(['hassubset', 'hassubsequence', 'contains'])}(${inner('integers')},${inner('integers')})`,
      () => `hassubset(${inner('decimals')},${inner('decimals')})`,
      () =>
        `matchespattern(${inner('text')},${this.#of(["'^a'", "'b.*c?$'", "'[A-Z]'", "'^\\d{1,3}$'"])})`,
      () =>
        `${this.#leaf('rights', names)} has ${this.#of(["l.rights'read'", "l.rights'write,share'", "l.rights'3'", 'null'])}`,
      () => this.#lambda(depth, names),
      () => this.#lambda(depth, names),
      () => `isof(${this.#of(names.things)}address,l.farAddress)`,
      () => (names.depth === 0 ? 'isof(l.special)' : `isof(one,l.special)`),
      () => `geo.distance(place,geography'SRID=4326;Point(1 2)') ${this.#of(['lt', 'gt'])} 1000`,
      () => `geo.intersects(place,geography'SRID=4326;Polygon((0 0,3 0,3 3,0 3,0 0))')`,
      () => `geo.length(geography'SRID=4326;LineString(1 2,2 3)') gt 1`,
      () => this.#case('boolean', inner),
      () => `dynamicText ${this.#of(['eq', 'ne', 'lt', 'ge'])} 'abc'`,
      () => `dynamicNumber ${this.#of(['eq', 'ne', 'lt', 'ge'])} ${this.#of(['4', '2.5', '3'])}`,
      () => `dynamicBoolean eq ${this.#of(['true', 'false', 'null'])}`,
    ])
  }

  #comparison(operand: (sort: Sort) => string): string {
    const sort = this.#of(sorts)
    const isOrdered = !['binary', 'texts', 'integers', 'decimals'].includes(sort)
    const operator = this.#of(isOrdered ? ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] : ['eq', 'ne'])
    if (this.#chance(8) && !sort.endsWith('s')) {
      return `${operand(sort)} ${operator} null`
    }
    const isNumber = sort === 'integer' || sort === 'decimal' || sort === 'double'
    const other = isNumber ? this.#of<Sort>(['integer', 'decimal', 'double', sort]) : sort
    return `${operand(sort)} ${operator} ${operand(other)}`
  }

  #membership(operand: (sort: Sort) => string, names: Names): string {
    const sort = this.#of<Sort>(['text', 'integer', 'decimal', 'date', 'guid', 'color', 'instant'])
    if (sort === 'text' && this.#chance(4))
      return `${operand(sort)} in ${this.#leaf('texts', names)}`
    const items = Array.from({ length: 1 + this.#below(4) }, () => this.#literal(sort))
    if (this.#chance(5)) items.push('null')
    return `${operand(sort)} in (${items.join(',')})`
  }

  #lambda(depth: number, names: Names): string {
    const variable = `v${names.depth}`
    const quantifier = this.#of(['any', 'all'])
    const prefix = this.#of(names.things)
    const within = (more: Partial<Names>): string => {
      const inner = { ...names, ...more, depth: names.depth + 1 }
      return this.expression('boolean', depth - 1, inner)
    }
    return this.#pick([
      () =>
        `${prefix}many/${quantifier}(${variable}:${within({ things: [...names.things, `${variable}/`, `${variable}/`] })})`,
      () =>
        `${prefix}addresses/${quantifier}(${variable}:${within({ addresses: [`${variable}/`, ...names.addresses] })})`,
      () =>
        `${prefix}tags/${quantifier}(${variable}:${within({ texts: [...names.texts, variable] })})`,
      () =>
        `${prefix}numbers/${quantifier}(${variable}:${within({ integers: [...names.integers, variable] })})`,
      () => `${prefix}${this.#of(['many', 'tags', 'addresses'])}/any()`,
      () => `${prefix}many/l.special/any(${variable}:${variable}/level gt 5)`,
      () =>
        `${prefix}many/$filter(yes)/${quantifier}(${variable}:${variable}/int gt ${this.#literal('integer')})`,
    ])
  }

  #filtered(sort: 'texts' | 'integers', names: Names): string {
    const condition = this.#of(
      sort === 'texts'
        ? ["$this ne 'b'", 'length($this) gt 1']
        : ['$this gt 1', '$this mod 2 eq 0'],
    )
    return `${this.#of(names.things)}${sort === 'texts' ? 'tags' : 'numbers'}/$filter(${condition})`
  }

  #case(sort: Sort, inner: (sort: Sort) => string): string {
    const branches = Array.from(
      { length: 1 + this.#below(2) },
      () => `${inner('boolean')} :${inner(sort)}`,
    )
    if (this.#chance(2)) branches.push(`true:${inner(sort)}`)
    return `case(${branches.join(',')})`
  }

  #arithmetic(sort: Sort, inner: (sort: Sort) => string): string {
    const operator = () => this.#of(['add', 'sub', 'mul'])
    const operand = () => this.#operand(inner(sort))
    const first = `${operand()} ${operator()} ${operand()}`
    return this.#chance(3) ? `${first} ${operator()} ${operand()}` : first
  }

  #negation(operand: string): string {
    return /^[-\d]|^INF|^NaN/.test(operand) ? `-(${operand})` : `-${operand}`
  }

  /** In parentheses unless it holds no blank outside of quotes. */
  #operand(text: string): string {
    const bare = text.replaceAll(/'(?:[^']|'')*'/g, '')
    return /\s/.test(bare) || bare.startsWith('-') ? `(${text})` : text
  }

  #leaf(sort: Sort, names: Names): string {
    if (this.#chance(3) || (sort === 'double' && this.#chance(3))) return this.#literal(sort)
    const of = (...properties: readonly string[]) => this.#of(names.things) + this.#of(properties)
    switch (sort) {
      case 'boolean':
        return of('yes', 'no')
      case 'text':
        if (names.texts.length > 0 && this.#chance(2)) return this.#of(names.texts)
        if (this.#chance(4)) return `${this.#of(names.addresses)}city`
        if (this.#chance(6)) return 'l.special/extra'
        if (this.#chance(8)) return 'address/l.farAddress/country'
        return of('text', 'other')
      case 'integer':
        if (names.integers.length > 0 && this.#chance(2)) return this.#of(names.integers)
        if (this.#chance(5)) return `${this.#of(names.addresses)}zip`
        if (this.#chance(8)) return 'l.special/level'
        if (this.#chance(5))
          return `${of('many', 'tags', 'addresses', 'numbers', 'many/$filter(yes)')}/$count`
        if (this.#chance(12))
          return `${of('many')}/$count($filter=int gt ${this.#literal('integer')})`
        return of('byte', 'signed', 'short', 'int', 'long', 'id')
      case 'decimal':
        return of('amount', 'weight')
      case 'double':
        return of('single', 'double')
      case 'date':
        return of('day')
      case 'time':
        return of('clock')
      case 'instant':
        return of('moment')
      case 'duration':
        return of('span')
      case 'guid':
        return of('guid')
      case 'binary':
        return of('bytes')
      case 'color':
        return of('color')
      case 'rights':
        return of('rights')
      case 'texts':
        return of('tags')
      case 'integers':
        return of('numbers')
      case 'decimals':
        return of('amounts')
    }
  }

  #literal(sort: Sort): string {
    return this.#of(literals[sort])
  }

  #nonZero(): string {
    return this.#of(['1', '-2', '3', '7'])
  }

  #below(below: number): number {
    return this.#random.below(below)
  }

  /** One time in `times`. */
  #chance(times: number): boolean {
    return this.#below(times) === 0
  }

  #of<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!
  }

  #pick(list: readonly (() => string)[]): string {
    return this.#of(list)()
  }
}

const literals: Readonly<Record<Sort, readonly string[]>> = {
  boolean: ['true', 'false'],
  text: ["'abc'", "''", "'b'", "'O''Neil'", "'😀'", "'\uE000'", "'Z'", "'é'", "'a b '"],
  integer: ['0', '1', '-1', '12', '2147483648', '9007199254740993', '-9223372036854775808', '7'],
  decimal: ['0.0', '2.5', '-0.5', '1.10', '12345678901234567.25', '0.1000000000000000055', '-2.5'],
  double: ['1.5e0', '-2.5e0', '0e0', 'INF', '-INF', 'NaN', '1e10', '5e-1'],
  date: ['2024-02-29', '0001-01-01', '9999-12-31', '2024-03-01'],
  time: ['07:20:00.5', '07:20', '23:59:59.999999999999', '00:00:00'],
  instant: [
    '2024-02-29T21:59:58.125Z',
    '2024-02-29T23:59:58.125+02:00',
    '2024-03-01T00:00Z',
    '1970-01-01T00:00:00Z',
  ],
  duration: ["duration'P1D'", "duration'-PT1.5S'", "duration'PT0S'", "duration'P30DT12H'"],
  guid: ['01234567-89ab-cdef-0123-456789abcdef', 'FFFFFFFF-ffff-ffff-ffff-ffffffffffff'],
  binary: ["binary'T0RhdGE'", "binary'T0RhdGE='", "binary''"],
  color: ["l.color'red'", "l.color'green'", "l.color'blue'", "l.color'5'"],
  rights: ["l.rights'read'", "l.rights'both'", "l.rights'read,write'", "l.rights'0'"],
  texts: ["['a','b']", '[]', "['b','a','b']", "['']"],
  integers: ['[1,2]', '[]', '[2,2,1]', '[2,3]'],
  decimals: ['[1.50]', '[]', '[-2.0,1.5]', '[3.0]'],
}
