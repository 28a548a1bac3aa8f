import { basename } from 'node:path'
import { UsageError } from '../errors.ts'
import { didYouMean } from '../model/index.ts'
import { findUnknownReference } from './find-unknown-reference.ts'
import type { LocatedMember, LocatedObject, LocatedValue } from './located-value.ts'
import { show, toJson } from './located-value.ts'
import { parseLocated } from './parse-located.ts'
import { readExpectation } from './read-expectation.ts'
import type { Scenario, ScenarioStep, ScenarioVariable, StepExpectation } from './scenario.ts'
import { baseVariable, isVariableName } from './substitute.ts'

/**
 * Reads a scenario file, and refuses what it does not understand.
 * @param file as the user named it; `.json` is read as JSON, anything else as YAML
 * @throws UsageError `file:line: …` on a syntax error, an unknown key or matcher, a variable that
 *   nothing before it gives
 */
export async function readScenario(file: string, text: string): Promise<Scenario> {
  const root = await parseLocated(file, text)
  const members = readMembers(file, root, 'a scenario', [
    'understudy',
    'name',
    'given',
    'vars',
    'steps',
    'finally',
  ])
  const version = members.get('understudy')
  if (version?.value.kind !== 'scalar' || version.value.value !== 1) {
    const found = version ? show(toJson(version.value)) : 'no such key'
    refuse(file, version?.line ?? root.line, `expected 'understudy: 1', found ${found}`)
  }
  const steps = members.get('steps')
  if (!steps) return refuse(file, root.line, `expected 'steps', a list of requests`)
  const scenario: Scenario = {
    file,
    name: readName(file, members.get('name')),
    fixtures: readFixtures(file, members.get('given')),
    variables: readVariables(file, members.get('vars')),
    steps: readList(file, steps).map((step) => readStep(file, step)),
    finally: members.has('finally')
      ? readList(file, members.get('finally')!).map((step) => readCleanUp(file, step))
      : [],
  }
  if (scenario.steps.length === 0) refuse(file, steps.line, 'expected at least one step')
  const unknown = findUnknownReference(
    ['vars', 'given', 'steps', 'finally'].map((name) => members.get(name)),
  )
  if (unknown) {
    const { name, line, known } = unknown
    refuse(
      file,
      line,
      `unknown variable '\${${name}}'; expected one of ${known.join(', ')}${didYouMean(name, known)}`,
    )
  }
  return scenario
}

function refuse(file: string, line: number, message: string): never {
  throw new UsageError(`${file}:${line}: ${message}`)
}

function readMembers(
  file: string,
  value: LocatedValue,
  what: string,
  allowed: readonly string[],
): ReadonlyMap<string, LocatedMember> {
  const object = readObject(file, value, `${what} with ${allowed.join(', ')}`)
  const unknown = object.members.find(({ name }) => !allowed.includes(name))
  if (unknown) {
    const { name, line } = unknown
    refuse(
      file,
      line,
      `unknown key '${name}' in ${what}; expected ${allowed.join(', ')}${didYouMean(name, allowed)}`,
    )
  }
  return new Map(object.members.map((member) => [member.name, member]))
}

function readObject(file: string, value: LocatedValue, expected: string): LocatedObject {
  if (value.kind === 'object') return value
  return refuse(file, value.line, `expected ${expected}, found ${show(toJson(value))}`)
}

function readText(file: string, value: LocatedValue, expected: string): string {
  if (value.kind === 'scalar' && typeof value.value === 'string') return value.value
  return refuse(file, value.line, `expected ${expected}, found ${show(toJson(value))}`)
}

function readList(file: string, { name, value }: LocatedMember): readonly LocatedValue[] {
  if (value.kind === 'array') return value.items
  return refuse(file, value.line, `${name}: expected a list, found ${show(toJson(value))}`)
}

function readName(file: string, member: LocatedMember | undefined): string {
  return member ? readText(file, member.value, 'a text as name') : basename(file)
}

function readFixtures(file: string, given: LocatedMember | undefined): LocatedObject | undefined {
  if (!given) return undefined
  const fixtures = readMembers(file, given.value, 'given', ['fixtures']).get('fixtures')
  return fixtures && readObject(file, fixtures.value, 'fixtures keyed by resource path')
}

function readVariables(file: string, vars: LocatedMember | undefined): readonly ScenarioVariable[] {
  if (!vars) return []
  return readObject(file, vars.value, 'variables by name').members.map(({ name, line, value }) => {
    if (!isVariableName(name)) {
      refuse(
        file,
        line,
        `'${name}' cannot name a variable: expected letters, digits, _ and -, first a letter or _`,
      )
    }
    if (name === baseVariable) {
      refuse(file, line, `'${name}' is the service root URL, and cannot be set`)
    }
    return { name, value }
  })
}

function readCleanUp(file: string, value: LocatedValue): ScenarioStep {
  if (value.kind !== 'scalar') return readStep(file, value)
  return {
    line: value.line,
    ...readRequest(file, value),
    headers: [],
    body: undefined,
    // A step may have deleted it already, or have failed before it was there.
    expect: {
      statuses: undefined,
      allowsMissing: true,
      line: value.line,
      headers: [],
      body: undefined,
    },
  }
}

function readStep(file: string, value: LocatedValue): ScenarioStep {
  const members = readMembers(file, value, 'a step', ['request', 'headers', 'body', 'expect'])
  const request = members.get('request')
  if (!request) return refuse(file, value.line, `expected 'request' in a step, e.g. GET /people`)
  return {
    line: request.line,
    ...readRequest(file, request.value),
    headers: readHeaders(file, members.get('headers')).map(({ name, value: header }) => {
      if (header.kind !== 'scalar' || header.value === null) {
        refuse(file, header.line, `${name}: expected a text, found ${show(toJson(header))}`)
      }
      return { name, text: String(header.value), line: header.line }
    }),
    body: members.get('body')?.value,
    expect: readStepExpectation(file, members.get('expect'), request.line),
  }
}

function readRequest(
  file: string,
  value: LocatedValue,
): Pick<ScenarioStep, 'request' | 'method' | 'url'> {
  const expected = `a method and a path, e.g. 'GET /people'`
  const request = readText(file, value, expected).trim()
  const [, method, url] = /^([A-Za-z]+)\s+((?:\/|\$\{)[^\r\n]*)$/.exec(request) ?? []
  if (method === undefined || url === undefined) {
    return refuse(file, value.line, `expected ${expected}, found ${show(request)}`)
  }
  return { request, method: method.toUpperCase(), url }
}

function readHeaders(file: string, headers: LocatedMember | undefined): readonly LocatedMember[] {
  return headers ? readObject(file, headers.value, 'headers by name').members : []
}

function readStepExpectation(
  file: string,
  member: LocatedMember | undefined,
  stepLine: number,
): StepExpectation {
  if (!member) {
    return {
      statuses: undefined,
      allowsMissing: false,
      line: stepLine,
      headers: [],
      body: undefined,
    }
  }
  const members = readMembers(file, member.value, 'expect', ['status', 'headers', 'body'])
  const status = members.get('status')
  const body = members.get('body')
  return {
    statuses: status && readStatuses(file, status),
    allowsMissing: false,
    line: status?.line ?? member.line,
    headers: readHeaders(file, members.get('headers')).map(({ name, value }) => ({
      name: name.toLowerCase(),
      match: readExpectation(file, asHeaderText(value)),
    })),
    body: body && readExpectation(file, body.value),
  }
}

/** Headers are texts: `Retry-After: 1` expects the text `1`. */
function asHeaderText(value: LocatedValue): LocatedValue {
  return value.kind === 'scalar' ? { ...value, value: String(value.value) } : value
}

function readStatuses(file: string, { value }: LocatedMember): readonly number[] {
  const statuses = (value.kind === 'array' ? value.items : [value]).map((item) => {
    const status = item.kind === 'scalar' ? item.value : undefined
    if (typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599) {
      return status
    }
    return refuse(
      file,
      item.line,
      `expected a status from 100 to 599, or a list of them, found ${show(toJson(item))}`,
    )
  })
  if (statuses.length === 0) refuse(file, value.line, 'expected at least one status')
  return statuses
}
