import type { Contract } from '../contract/contract.ts'
import { UsageError } from '../errors.ts'
import { writeSource } from '../journal/index.ts'
import {
  count,
  didYouMean,
  findType,
  isStructuredType,
  type SourceLocation,
  type StructuredType,
} from '../model/index.ts'
import { getValidators, type SchemaViolation } from '../schemas/index.ts'
import { findMemberSource } from '../schemas/member-source.ts'
import { describeValue, hasMethod, isInstance } from './describe-value.ts'
import type { TestedService } from './tested-service.ts'
import { type Paint, type Verdict } from './verdict.ts'

type Problem = Pick<SchemaViolation, 'pointer' | 'message' | 'expected' | 'found'>

/**
 * Whether a value is as the contract says that the service answers with the type.
 * @param services the newest first: the first whose contract has the type counts
 * @throws UsageError for a type that none has, and for a promise
 */
export function judgeEntity(
  value: unknown,
  typeName: unknown,
  services: readonly TestedService[],
): Verdict {
  const { contract, type } = findContractOf(typeName, services)
  if (hasMethod(value, 'then')) {
    throw new UsageError(
      `expected a value of ${type.qualifiedName}, found a promise: await it, or use resolves`,
    )
  }
  const violations = isOpaque(value)
    ? [noObject(value, type)]
    : getValidators(contract.model).validate(type, value, 'response')
  if (violations.length === 0) {
    return {
      pass: true,
      explain: (paint) =>
        `expected: ${paint.expected(`no ${type.qualifiedName}`)}\nreceived: ${paint.received(describeValue(value))}`,
    }
  }
  return {
    pass: false,
    explain: (paint) =>
      [
        `expected: ${paint.expected(type.qualifiedName)}`,
        `received: ${paint.received(describeValue(value))}`,
        '',
        `${count(violations.length, 'problem')}:`,
        ...violations.flatMap((violation) =>
          writeViolation(
            violation,
            findMemberSource(violation.pointer, value, type) ?? type.source,
            paint,
          ),
        ),
      ].join('\n'),
  }
}

/** An object of which JSON shows nothing, such as the `Response` that a body was not read of. */
function isOpaque(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    isInstance(value) &&
    Object.keys(value).length === 0
  )
}

function noObject(value: unknown, { qualifiedName }: StructuredType): Problem {
  const expected = `${qualifiedName}, an object of JSON`
  return { pointer: '', message: `expected ${expected}`, expected, found: describeValue(value) }
}

function findContractOf(
  typeName: unknown,
  services: readonly TestedService[],
): { readonly contract: Contract; readonly type: StructuredType } {
  if (typeof typeName !== 'string' || typeName === '') {
    throw new UsageError(
      `expected the name of a type, such as 'microsoft.graph.accessPackage', found ${describeValue(typeName)}`,
    )
  }
  if (services.length === 0) {
    throw new UsageError(
      'expected a service, since its contract says what an entity is: start one with startUnderstudy, or give it after the name of the type',
    )
  }
  for (const { contract } of services) {
    const type = findStructuredType(contract, typeName)
    if (type) return { contract, type }
  }
  const names = services.flatMap(({ contract }) => [...structuredTypes(contract)])
  const candidates = names.flatMap(({ name, qualifiedName }) =>
    typeName.includes('.') ? [qualifiedName] : [name],
  )
  throw new UsageError(
    `'${typeName}' is no type of the contract${didYouMean(typeName, candidates)}`,
  )
}

/** By qualified name, or by the short one where no other type has it. */
function findStructuredType(contract: Contract, name: string): StructuredType | undefined {
  const found = findType(contract.model, name)
  if (found && isStructuredType(found)) return found
  const [only, ...others] = [...structuredTypes(contract)].filter((type) => type.name === name)
  return others.length === 0 ? only : undefined
}

function* structuredTypes({ model }: Contract): Generator<StructuredType> {
  for (const type of model.types.values()) if (isStructuredType(type)) yield type
}

function writeViolation(
  { pointer, message, expected, found }: Problem,
  source: SourceLocation | undefined,
  paint: Paint,
): readonly string[] {
  const where = pointer === '' ? 'the value itself' : pointer
  // What was expected and found follows anyway.
  const what = message.startsWith('expected ') ? '' : `: ${message}`
  return [
    `  ${where}${what}`,
    `    expected: ${paint.expected(expected)}`,
    `    received: ${paint.received(found)}`,
    ...(source ? [`    page: ${paint.dim(writeSource(source))}`] : []),
  ]
}
