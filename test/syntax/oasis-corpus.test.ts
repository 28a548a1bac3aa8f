import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { CommonExpr, PathSegment } from '../../src/syntax/index.ts'
import {
  ODataSyntaxError,
  parseCommonExpr,
  parseExpand,
  parseFilter,
  parseOrderby,
  parseResourcePath,
  parseSearch,
  parseSelect,
  splitQueryOptions,
} from '../../src/syntax/index.ts'

/* The official test cases of the OASIS ABNF, for the rules that this room reads. */

const file = join(process.cwd(), '../shared/odata-abnf/testcases.json')

interface TestCase {
  readonly Name: string
  readonly Rule: string
  readonly Input: string
  readonly FailAt?: number
}

type Parse = (input: string) => unknown

function parseExpression(input: string): CommonExpr {
  return parseCommonExpr(decodeURIComponent(input))
}

/** A rule of the ABNF that gives one kind of literal. */
function literalOf(type: string): Parse {
  return (input) => {
    const literal = parseExpression(input)
    const found = literal.kind === 'primitiveLiteral' ? literal.type : literal.kind
    if (found !== type) throw new ODataSyntaxError(0, type, found)
  }
}

const parseOption: Readonly<Record<string, Parse>> = {
  filter: parseFilter,
  orderby: parseOrderby,
  select: parseSelect,
  expand: parseExpand,
  search: parseSearch,
}

function parseQuery(input: string): void {
  for (const { name, value } of splitQueryOptions(input)) {
    if (name.startsWith('@')) parseCommonExpr(value)
    else parseOption[name.replace('$', '').toLowerCase()]?.(value)
  }
}

/** One query option, which has to be the one of the rule. */
function optionOf(rule: string): Parse {
  return (input) => {
    const [option] = splitQueryOptions(input)
    if (option?.name.replace('$', '').toLowerCase() !== rule) {
      throw new ODataSyntaxError(0, rule, option?.name ?? 'nothing')
    }
    parseQuery(input)
  }
}

function parsePath(input: string): void {
  const isFaulty = ({ parenthesesError }: PathSegment) => parenthesesError !== undefined
  const faulty = parseResourcePath(input).segments.find(isFaulty)
  if (faulty) throw faulty.parenthesesError
}

function parseRelativeUri(input: string): void {
  const [path, ...query] = input.split('?')
  parsePath(path!)
  parseQuery(query.join('?'))
}

const parseRule: Readonly<Record<string, Parse>> = {
  anyExpr: (input) => parseExpression(`Items/${input}`),
  binaryLiteral: literalOf('Edm.Binary'),
  boolCommonExpr: parseExpression,
  boolcommonExpr: parseExpression,
  boolean: literalOf('Edm.Boolean'),
  commonExpr: parseExpression,
  date: literalOf('Edm.Date'),
  decimalLiteral: literalOf('Edm.Decimal'),
  doubleLiteral: literalOf('Edm.Double'),
  durationLiteral: parseExpression,
  enumLiteral: parseExpression,
  expand: optionOf('expand'),
  filter: optionOf('filter'),
  firstMemberExpr: parseExpression,
  geographyLineString: literalOf('Edm.Geography'),
  geographyMultiLineString: literalOf('Edm.Geography'),
  geographyMultiPolygon: literalOf('Edm.Geography'),
  geographyPoint: literalOf('Edm.Geography'),
  geographyPolygon: literalOf('Edm.Geography'),
  geometryCollection: literalOf('Edm.Geometry'),
  geometryMultiPoint: literalOf('Edm.Geometry'),
  geometryPoint: literalOf('Edm.Geometry'),
  guid: literalOf('Edm.Guid'),
  int32Literal: literalOf('Edm.Int32'),
  int64Literal: literalOf('Edm.Int64'),
  isofExpr: parseExpression,
  notExpr: parseExpression,
  odataRelativeUri: parseRelativeUri,
  orderBy: optionOf('orderby'),
  orderby: optionOf('orderby'),
  primitiveLiteral: parseExpression,
  propertyPathExpr: parseExpression,
  queryOptions: parseQuery,
  resourcePath: parsePath,
  select: optionOf('select'),
  stringLiteral: literalOf('Edm.String'),
}

const undecided: readonly [rule: string, input: string, reason: string][] = [
  ['commonExpr', 'Model.Available', 'whether a name is a type or a function, the model tells'],
  [
    'expand',
    '$expand=Category($levels=04)',
    'the value of a nested option is parsed where the option is',
  ],
  ['odataRelativeUri', '$entity?$format=json', 'which options a path needs, the plan tells'],
  ['odataRelativeUri', ".Products('foo')", 'the segment is a text, and no entity set has it'],
  ['odataRelativeUri', "Products.('foo')", 'the segment is a text, and no entity set has it'],
  [
    'odataRelativeUri',
    'Categories(1)/Products(2)/$ref/$count',
    'what may follow $ref, the plan tells',
  ],
  ['queryOptions', '$count', 'the value of an option is parsed where the option is'],
  ['queryOptions', '$search=more&more', 'which custom options there are, the service tells'],
]

function isUndecided({ Rule, Input }: TestCase): boolean {
  return undecided.some(([rule, input]) => rule === Rule && input === Input)
}

function readCases(): readonly TestCase[] {
  const corpus = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly 'odata-abnf': { readonly TestCases: readonly TestCase[] }
  }
  return corpus['odata-abnf'].TestCases.filter(({ Rule }) => Rule in parseRule)
}

function describeCorpus(): void {
  const cases = readCases()
  const accepted = cases.filter(({ FailAt }) => FailAt === undefined)
  const refused = cases.filter((item) => item.FailAt !== undefined && !isUndecided(item))

  test.each(accepted)('$Rule accepts $Input', ({ Rule, Input }) => {
    expect(() => parseRule[Rule]!(Input)).not.toThrow()
  })

  test.each(refused)('$Rule refuses $Input', ({ Rule, Input }) => {
    expect(nameOfError(() => parseRule[Rule]!(Input))).toBe('ODataSyntaxError')
  })

  test.each(undecided)('%s does not decide %s: %s', (rule, input) => {
    expect(cases).toContainEqual(expect.objectContaining({ Rule: rule, Input: input }))
    expect(() => parseRule[rule]!(input)).not.toThrow()
  })

  test('every case of the rules read is accepted, refused or listed', () => {
    expect(accepted.length + refused.length + undecided.length).toBe(cases.length)
    expect(accepted.length).toBeGreaterThan(refused.length)
  })
}

function nameOfError(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as Error).name
  }
}

if (existsSync(file)) {
  describe('official cases of the OASIS ABNF', () => {
    describeCorpus()
  })
} else {
  test('official cases of the OASIS ABNF, skipped: no corpus', () => {
    expect(existsSync(file)).toBe(false)
  })
}
