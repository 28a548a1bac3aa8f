import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { isStructuredType, type Model, type StructuredType } from '../model/index.ts'
import { notImplemented, UsageError } from '../errors.ts'
import { compilePattern, whenSupported } from '../expression/pattern/index.ts'
import { findFurtherViolations } from './further-restrictions.ts'
import { findInstanceType } from './instance-type.ts'
import { loadAjv, type PatternEngine } from './load-ajv.ts'
import { contractPatterns } from './restrictions.ts'
import type { SchemaViolation } from './schema-violation.ts'
import { type NamedType, schemaFileName, shapeOf } from './type-schema.ts'
import { findViolations, propertyOfPointer } from './violations.ts'

/**
 * What the value is for. A client's `create` or `update` may say anything in computed properties,
 * since the service ignores it (Vocabulary Core, "Computed"); a `stored` or `response` entity may not.
 */
export type ValidationPurpose = 'create' | 'update' | 'stored' | 'response'

export interface Validators {
  /** At most 100 violations, the outer ones first; empty when the value is one of the type. */
  validate(
    type: StructuredType,
    value: unknown,
    purpose: ValidationPurpose,
  ): readonly SchemaViolation[]
}

/** A value inside the one validated, still to be held to its own type. */
interface Pending {
  readonly type: NamedType
  readonly value: unknown
  readonly pointer: string
}

/** What AJV's functions have as `this` while a value is validated. */
interface Run {
  found: (pending: Pending) => void
}

const mostViolations = 100

/**
 * Gives validators that load AJV at the first value and compile a type when a value of it appears,
 * so that a model of a thousand types costs nothing before. Values of other types inside one are
 * put in a queue and validated by themselves: in that way `@odata.type` chooses the type, each
 * violation is reported where it is, and depth does not matter.
 * One model has one set of them, whoever asks.
 */
export function getValidators(model: Model): Validators {
  let validators = made.get(model)
  if (!validators) made.set(model, (validators = createValidators(model)))
  return validators
}

const made = new WeakMap<Model, Validators>()

function createValidators(model: Model): Validators {
  const compiled = new Map<NamedType, ValidateFunction>()
  let ajv: Ajv2020 | undefined

  const validateFunctionOf = (type: NamedType, purpose: ValidationPurpose): ValidateFunction => {
    let validate = compiled.get(type)
    if (!validate) {
      ajv ??= loadLazyAjv(model)
      validate = compileShape(ajv, type, purpose)
      compiled.set(type, validate)
    }
    return validate
  }

  return {
    validate(declaredType, root, purpose) {
      const isRequest = purpose === 'create' || purpose === 'update'
      const violations: SchemaViolation[] = []
      const queue: Pending[] = [{ type: declaredType, value: root, pointer: '' }]
      for (const { type: declared, value, pointer } of queue) {
        const type = isStructuredType(declared) ? findInstanceType(declared, value) : declared
        const isIgnored = (inner: string) =>
          isRequest && propertyOfPointer(type, inner, pointer)?.isComputed === true
        const run: Run = {
          found: (pending) => {
            if (!isIgnored(pending.pointer)) queue.push(pending)
          },
        }
        const validate = validateFunctionOf(type, purpose)
        const isValid = validate.call(run, value, contextAt(pointer, value))
        const found = [
          ...findViolations(type, isValid ? [] : (validate.errors ?? []), pointer),
          ...(isStructuredType(type) ? findFurtherViolations(type, value, pointer, model) : []),
        ]
        for (const violation of found) {
          if (isIgnored(violation.pointer)) continue
          violations.push(violation)
          if (violations.length === mostViolations) return violations
        }
      }
      return violations
    },
  }
}

/**
 * @throws ODataError 501, or UsageError for what is stored at a start, where the process does not allow
 *   code from texts, which AJV's functions are made of
 */
function compileShape(ajv: Ajv2020, type: NamedType, purpose: ValidationPurpose): ValidateFunction {
  try {
    return ajv.compile(shapeOf(type))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'EvalError') throw error
    const what = `validating a ${type.qualifiedName} under --disallow-code-generation-from-strings`
    if (purpose !== 'stored') throw notImplemented(what)
    throw new UsageError(`${what} is not possible: run without that option, or without fixtures`)
  }
}

/** AJV whose `$ref` puts the value in the queue of the run, where its own would compile all that is reachable. */
function loadLazyAjv(model: Model): Ajv2020 {
  const ajv = loadAjv(patternEngine(model))
  const types = new Map([...model.types.values()].map((type) => [schemaFileName(type), type]))
  ajv.removeKeyword('$ref')
  ajv.addKeyword({
    keyword: '$ref',
    schemaType: 'string',
    errors: false,
    compile: (reference: string) => {
      const type = types.get(reference)
      if (!type) throw new Error(`${reference} is no schema of the model`)
      return function (this: Run, value, context) {
        this.found({ type, value, pointer: context?.instancePath ?? '' })
        return true
      }
    },
  })
  return ajv
}

/**
 * The contract's patterns are matched in linear time, so that none hangs a request; one that has no
 * such match is not checked.
 */
function patternEngine(model: Model): PatternEngine {
  const given = contractPatterns(model)
  return (pattern, flags) => {
    if (!given.has(pattern)) return new RegExp(pattern, flags)
    return { test: compileGiven(pattern, flags), toString: () => `${flags}/${pattern}` }
  }
}

function compileGiven(pattern: string, flags: string): (text: string) => boolean {
  const matches = whenSupported(() => compilePattern(pattern, flags))
  return (text) => !matches || (whenSupported(() => matches(text)) ?? true)
}

function contextAt(instancePath: string, rootData: unknown) {
  return {
    instancePath,
    parentData: {},
    parentDataProperty: '',
    rootData: rootData as Record<string, unknown>,
    dynamicAnchors: {},
  }
}
