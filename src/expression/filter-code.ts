import { primitiveTypes, type EdmType } from '../model/index.ts'
import { isStreamStep } from './compile-path.ts'
import { comparerOf } from './comparison.ts'
import { compilePredicate, compileTest, compileValue } from './compile.ts'
import { literalMembership, literalTest, mirrored } from './evaluate-comparison.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { followNavigation } from './follow.ts'
import { underlyingType } from './type-compatibility.ts'
import type {
  CallExpression,
  ComparisonExpression,
  ComparisonOperator,
  LiteralExpression,
  MembershipExpression,
  PathExpression,
  PathStep,
  TypedExpression,
} from './typed-expression.ts'

/*
 * A predicate as the code of one loop, which runs as fast as one written by hand: closures called from
 * one place with many shapes do not. Only what long lists are often filtered by is written out;
 * the rest is called. Names of the contract get into the code as JSON only, literals are handed to it.
 */

/** The instances that satisfy a predicate, in order. */
export type Filter = (items: readonly unknown[], context: EvaluationContext) => unknown[]

/** Making the code costs about as much as testing this many instances. */
const worthCode = 2000
/** Longer chains make code that is compiled slowly. */
const mostParts = 200

/** Compiles a predicate to a filter that is made code once it has seen enough instances to be worth it. */
export function compileFilter(predicate: TypedExpression): Filter {
  const test = compilePredicate(predicate)
  let tested = 0
  let generated: Filter | undefined
  return (items, context) => {
    if (generated) return generated(items, context)
    tested += items.length
    if (tested > worthCode) {
      tested = -Infinity
      generated = generateFilter(predicate)
      if (generated) return generated(items, context)
    }
    return items.filter((item) => test(item, context))
  }
}

/** @returns `undefined` where there is nothing to gain, or the process does not allow code from texts */
export function generateFilter(predicate: TypedExpression): Filter | undefined {
  const writer = new CodeWriter()
  const condition = writer.test(predicate, true)
  if (!writer.isWorth) return undefined
  const body = `'use strict'
${writer.declarations}
return (items, context) => {
  const found = []
  for (let index = 0; index < items.length; index++) {
    const instance = items[index]
    ${writer.variables}
    if (${condition}) found.push(instance)
  }
  return found
}`
  return makerOf(body)?.(writer.values)
}

type Maker = (values: readonly unknown[]) => Filter

/**
 * By their code: predicates that differ in literals alone share it, and what the engine has learnt of it;
 * `undefined` where code from texts is not allowed.
 */
const makers = new Map<string, Maker | undefined>()
const mostMakers = 500

function makerOf(body: string): Maker | undefined {
  if (!makers.has(body)) {
    if (makers.size >= mostMakers) makers.clear()
    makers.set(body, makeMaker(body))
  }
  return makers.get(body)
}

function makeMaker(body: string): Maker | undefined {
  try {
    // oxlint-disable-next-line no-implied-eval -- names of the contract get into it as JSON, literals not at all
    return new Function('values', body) as Maker
  } catch (error) {
    // --disallow-code-generation-from-strings; the closures do the same.
    if (error instanceof Error && error.name === 'EvalError') return undefined
    throw error
  }
}

const stringComparer = comparerOf(primitiveTypes['Edm.String'])
const numberComparers = [
  comparerOf(primitiveTypes['Edm.Int32']),
  comparerOf(primitiveTypes['Edm.Double']),
]
const guidComparer = comparerOf(primitiveTypes['Edm.Guid'])
const dateComparer = comparerOf(primitiveTypes['Edm.Date'])
const booleanComparer = comparerOf(primitiveTypes['Edm.Boolean'])

/** Operators of JavaScript for numbers and plain texts; null compares as the callers say. */
const signs = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const

const textTests = {
  contains: (text: string, part: string) => `${text}.includes(${part})`,
  startswith: (text: string, part: string) => `${text}.startsWith(${part})`,
  endswith: (text: string, part: string) => `${text}.endsWith(${part})`,
} as const

type LambdaStep = Extract<PathStep, { kind: 'lambda' }>

const textChanges = {
  tolower: (text: string) => `${text}.toLowerCase()`,
  toupper: (text: string) => `${text}.toUpperCase()`,
  trim: (text: string) => `${text}.trim()`,
} as const

class CodeWriter {
  /** What the code calls and looks up in. */
  readonly values: unknown[] = []
  /** Whether any part is written out. */
  isWorth = false
  /** Of the function that is being written. */
  #variables: string[] = []
  /** The functions of lambda operators, each after those within it. */
  readonly #functions: string[] = []
  /** The lambda variables where the writer is, innermost last. */
  #lambdaVariables: readonly string[] = []
  #names = 0
  #parts = 0

  get declarations(): string {
    const values = this.values.map((_, index) => `const value${index} = values[${index}]`)
    return [...values, ...this.#functions].join('\n')
  }

  get variables(): string {
    return this.#variables.length === 0 ? '' : `let ${this.#variables.join(', ')}`
  }

  /** Code that is true when the expression is just `wanted`, as `compileTest` has it. */
  test(expression: TypedExpression, wanted: boolean): string {
    return this.#write(expression, wanted) ?? this.#call(expression, wanted)
  }

  #write(expression: TypedExpression, wanted: boolean): string | undefined {
    if (++this.#parts > mostParts) return undefined
    switch (expression.kind) {
      case 'logical': {
        if (expression.operands.length > mostParts) return undefined
        const tests = expression.operands.map((operand) => this.test(operand, wanted))
        return `(${tests.join((expression.operator === 'and') === wanted ? ' && ' : ' || ')})`
      }
      case 'not':
        return this.test(expression.operand, !wanted)
      case 'comparison': {
        const code = this.#comparison(expression)
        return code && (wanted ? code : `!${code}`)
      }
      case 'membership': {
        const code = this.#membership(expression)
        return code && (wanted ? code : `!${code}`)
      }
      case 'call':
        return this.#textTest(expression, wanted)
      case 'path': {
        const read = this.#lambda(expression) ?? this.#path(expression)
        return read && `(${read} === ${wanted})`
      }
      case 'literal':
      case 'operator':
      case 'context':
      case 'case':
      case 'list':
      case 'object':
        return undefined
    }
  }

  #call(expression: TypedExpression, wanted: boolean): string {
    return `${this.#value(compileTest(expression, wanted))}(${this.#scope})`
  }

  /** What a compiled part is called with: the instance, and lambda variables as frames. */
  get #scope(): string {
    const frame = this.#lambdaVariables.reduce(
      (outer, name) => `{ value: ${name}, outer: ${outer} }`,
      'undefined',
    )
    return `instance, context, ${frame}`
  }

  #value(value: unknown): string {
    this.values.push(value)
    return `value${this.values.length - 1}`
  }

  /** Always true or false: null makes a comparison false, but for `eq` and `ne`. */
  #comparison({ left, right, operator, comparer }: ComparisonExpression): string | undefined {
    if (left.kind === 'literal' && right.kind !== 'literal') {
      return this.#against(right, mirrored[operator], left, comparer)
    }
    return right.kind === 'literal' ? this.#against(left, operator, right, comparer) : undefined
  }

  #against(
    operand: TypedExpression,
    operator: ComparisonOperator,
    { value: literal }: LiteralExpression,
    comparer: ComparisonExpression['comparer'],
  ): string | undefined {
    const read = this.#operand(operand)
    if (read === undefined) {
      const isTest = comparer === booleanComparer && typeof literal === 'boolean'
      if (!isTest || (operator !== 'eq' && operator !== 'ne')) return undefined
      const code = this.test(operand, literal)
      return operator === 'eq' ? code : `!${code}`
    }
    const { assign, name } = this.#variable(read)
    if (literal === null) {
      if (operator !== 'eq' && operator !== 'ne') return 'false'
      return `((${read} ?? null) ${operator === 'eq' ? '===' : '!=='} null)`
    }
    const isEquality = operator === 'eq' || operator === 'ne'
    const otherwise = () =>
      `${this.#value(literalTest(isEquality ? 'eq' : operator, literal, comparer, true))}(${name} ?? null)`
    const equal = (code: string) => (operator === 'ne' ? `!${code}` : code)
    const constant = this.#value(literal)
    if (comparer === booleanComparer && isEquality) return equal(`(${read} === ${constant})`)
    if (comparer === stringComparer && typeof literal === 'string') {
      if (isEquality) return equal(`(${read} === ${constant})`)
      // Order by code point is that of the units where none is a surrogate, or beyond them.
      if (/[\ud800-\uffff]/.test(literal)) return undefined
      return `(typeof (${assign}) === 'string' && ${name} ${signs[operator]} ${constant})`
    }
    if (numberComparers.includes(comparer) && typeof literal === 'number') {
      if (!Number.isFinite(literal)) return undefined
      return isEquality
        ? equal(`((${assign}) === ${constant} || (typeof ${name} === 'string' && ${otherwise()}))`)
        : `(typeof (${assign}) === 'number' ? ${name} ${signs[operator]} ${constant} : ${otherwise()})`
    }
    if (comparer === guidComparer && isEquality && typeof literal === 'string') {
      const lower = literal.toLowerCase()
      // The last digit tells most from each other; the bit makes it one of a small letter.
      const last = `(${name}.charCodeAt(${lower.length - 1}) | 32) === ${this.#value(lower.charCodeAt(lower.length - 1))}`
      return equal(
        `(typeof (${assign}) === 'string' && ${last} && ${name}.toLowerCase() === ${this.#value(lower)})`,
      )
    }
    if (comparer === dateComparer && !isEquality && isPlainDate(literal)) {
      return `(typeof (${assign}) === 'string' && ${name}.length === 10 ? ${name} ${signs[operator]} ${constant} : ${otherwise()})`
    }
    return equal(`(${assign}, ${otherwise()})`)
  }

  /** Texts and numbers are looked up in a set, a few texts compared. */
  #membership({ left, right, comparer }: MembershipExpression): string | undefined {
    if (right.kind !== 'list') return undefined
    const literals: unknown[] = []
    for (const item of right.items) {
      if (item.kind !== 'literal') return undefined
      literals.push(item.value)
    }
    const read = this.#operand(left)
    if (read === undefined) return undefined
    const { assign, name } = this.#variable(read)
    if (comparer === stringComparer && literals.every((literal) => typeof literal === 'string')) {
      if (literals.length > 4) return `${this.#value(new Set(literals))}.has(${read})`
      const tests = literals.map((literal, index) => {
        return `${index === 0 ? `(${assign})` : name} === ${this.#value(literal)}`
      })
      return literals.length === 0 ? undefined : `(${tests.join(' || ')})`
    }
    return `(${assign}, ${this.#value(literalMembership(literals, comparer))}(${name} ?? null))`
  }

  /** `contains(displayName,'x')`; null where the text is null, so neither true nor false. */
  #textTest(call: CallExpression, wanted: boolean): string | undefined {
    const [first, second] = call.arguments
    const name = call.name.toLowerCase()
    if (!first || call.arguments.length !== 2 || !Object.hasOwn(textTests, name)) return undefined
    if (second?.kind !== 'literal' || typeof second.value !== 'string') return undefined
    const read = isText(first) ? this.#operand(first) : undefined
    if (read === undefined) return undefined
    const { assign, name: variable } = this.#variable(read)
    const write = textTests[name as keyof typeof textTests]
    const code = write(variable, this.#value(second.value))
    return `(typeof (${assign}) === 'string' && ${wanted ? '' : '!'}${code})`
  }

  /** A property, or a text of one changed; `undefined` for what is not written out. */
  #operand(expression: TypedExpression): string | undefined {
    if (expression.kind === 'path') return this.#path(expression)
    if (expression.kind !== 'call' || expression.arguments.length !== 1) return undefined
    const [argument] = expression.arguments
    const name = expression.name.toLowerCase()
    if (!argument || !isText(argument) || !Object.hasOwn(textChanges, name)) return undefined
    const read = this.#operand(argument)
    if (read === undefined) return undefined
    const { assign, name: variable } = this.#variable(read)
    const change = textChanges[name as keyof typeof textChanges]
    return `(typeof (${assign}) === 'string' ? ${change(variable)} : null)`
  }

  /** A lambda variable, or a single property of one or of the instance itself; `undefined` for any other path. */
  #path({ root, steps }: PathExpression): string | undefined {
    const from = this.#root(root)
    const [step] = steps
    if (from === undefined || steps.length > 1) return undefined
    if (step)
      return step.kind === 'property' && !step.isCollection ? this.#member(from, step) : undefined
    if (root.kind !== 'frame') return undefined
    this.isWorth = true
    return from
  }

  #root(root: PathExpression['root']): string | undefined {
    if (root.kind === 'instance') return 'instance'
    return root.kind === 'frame' ? this.#lambdaVariables.at(-1 - root.depth) : undefined
  }

  #member(from: string, step: Extract<PathStep, { kind: 'property' }>): string | undefined {
    const { name, owner } = step
    if (isStreamStep(step)) return undefined
    if (name in Object.prototype || name in Array.prototype) return undefined
    const member = JSON.stringify(name)
    if (owner === 'untyped') return undefined
    this.isWorth = true
    if (owner === 'entity') return `${from}.properties[${member}]`
    return `(typeof ${from} === 'object' && ${from} !== null ? ${from}[${member}] : null)`
  }

  /**
   * `any` and `all` as a loop of their own, over what a property or a link of the instance holds, or
   * what is called for; null where the collection is.
   */
  #lambda(path: PathExpression): string | undefined {
    const step = path.steps.at(-1)
    if (step?.kind !== 'lambda') return undefined
    const collection = { ...path, steps: path.steps.slice(0, -1) }
    const list =
      this.#collection(collection) ?? `${this.#value(compileValue(collection))}(${this.#scope})`
    const parameters = ['instance', 'context', ...this.#lambdaVariables].join(', ')
    return `${this.#lambdaFunction(step, parameters)}(${list}, ${parameters})`
  }

  #collection({ root, steps }: PathExpression): string | undefined {
    const from = this.#root(root)
    const [step] = steps
    if (from === undefined || steps.length !== 1) return undefined
    if (step?.kind === 'property' && step.isCollection) {
      const member = this.#member(from, step)
      return step.owner === 'entity' && member ? `${member} ?? ${this.#value([])}` : undefined
    }
    if (step?.kind !== 'navigationProperty' || step.owner !== 'entity') return undefined
    return `${this.#value(followNavigation)}(${from}, ${this.#value(step.navigation)}, context)`
  }

  /** @returns its name */
  #lambdaFunction({ quantifier, predicate }: LambdaStep, parameters: string): string {
    const [outerVariables, outerLambdaVariables] = [this.#variables, this.#lambdaVariables]
    const [name, item] = [`lambda${this.#names}`, `item${this.#names}`]
    this.#names++
    this.#variables = []
    this.#lambdaVariables = [...outerLambdaVariables, item]
    const isAny = quantifier === 'any'
    const condition = predicate ? this.test(predicate, true) : 'true'
    this.#functions.push(`const ${name} = (list, ${parameters}) => {
  if (list === null) return null
  if (!Array.isArray(list)) return ${!isAny}
  for (let index = 0; index < list.length; index++) {
    const ${item} = list[index]
    ${this.variables}
    if (${isAny ? condition : `!${condition}`}) return ${isAny}
  }
  return ${!isAny}
}`)
    this.#variables = outerVariables
    this.#lambdaVariables = outerLambdaVariables
    return name
  }

  #variable(read: string): { assign: string; name: string } {
    const name = `v${this.#names++}`
    this.#variables.push(name)
    return { assign: `${name} = ${read}`, name }
  }
}

function isText({ type, isCollection }: { type: EdmType; isCollection: boolean }): boolean {
  return !isCollection && underlyingType(type) === primitiveTypes['Edm.String']
}

function isPlainDate(value: unknown): boolean {
  return typeof value === 'string' && value.length === 10
}
