import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import type { EdmType, Model } from '../../model/index.ts'
import { type PageExample, readExamples } from '../compile-examples.ts'
import { pageBaseName } from '../compile-type-mentions.ts'
import type { Contract, ContractOperation, ExampleMessage } from '../contract.ts'
import type { PageDocument, PageLink } from '../page.ts'
import type { ContractSides } from './contract-sides.ts'
import { locateJson, type LocatedValue } from './located-json.ts'
import { findTypedMembers, type TypedMember } from './typed-members.ts'

/** An example of an API page, with the operation that it shows. */
export interface LintExample extends PageExample {
  readonly page: PageDocument
  readonly operation: ContractOperation | undefined
  /** The JSON of the bodies with its lines; `undefined` for none, and where it does not parse. */
  readonly requestBody: LocatedValue | undefined
  readonly responseBody: LocatedValue | undefined
}

/** Where a link within the contract leads. */
export interface LinkTarget {
  /** The path that it names, relative to where the command was started. */
  readonly path: string
  /** The page there; also when the path differs from its name in upper and lower case. */
  readonly page: PageDocument | undefined
  readonly differsInCase: boolean
  /** True for a file outside the contract that is there all the same. */
  readonly isOtherFile: boolean
}

/** A contract with the look-ups that rules share, each made when first used. */
export interface LintContext {
  readonly contract: Contract
  readonly model: Model
  readonly pages: readonly PageDocument[]
  /** What CSDL and pages say, each for itself; `undefined` where only one of them is given. */
  readonly sides: ContractSides | undefined
  readonly apiPages: readonly PageDocument[]
  readonly resourcePages: readonly PageDocument[]
  readonly examples: readonly LintExample[]
  /** The members of example bodies whose type is known. */
  readonly typedMembers: readonly TypedMember[]
  readonly operationsOf: (page: PageDocument) => readonly ContractOperation[]
  /** `undefined` for a link that does not lead to a page of the reference. */
  readonly followLink: (page: PageDocument, link: PageLink) => LinkTarget | undefined
  /** The page whose name differs from a link's in hyphens, case or plurals only. */
  readonly findNearPage: (href: string) => PageDocument | undefined
  /** A type by qualified or simple name, in any case. */
  readonly findTypeByName: (name: string) => Exclude<EdmType, { kind: 'primitiveType' }> | undefined
}

export function createLintContext(contract: Contract): LintContext {
  const { model, pages } = contract
  const operationsByFile = once(() => groupByFile(contract.operations))
  const operationsOf = (page: PageDocument): readonly ContractOperation[] =>
    operationsByFile().get(page.file) ?? []
  const apiPages = pages.filter(({ kind }) => kind === 'api')
  const examples = once(() =>
    apiPages.flatMap((page) =>
      readExamples(page).map((example) => completeExample(page, example, operationsOf(page))),
    ),
  )
  const pagesByBareName = once(() => new Map(pages.map((page) => [bareName(page.file), page])))
  const typesByName = once(() => {
    const types = new Map<string, Exclude<EdmType, { kind: 'primitiveType' }>>()
    for (const type of model.types.values()) {
      types.set(type.qualifiedName.toLowerCase(), type)
      const simple = type.name.toLowerCase()
      if (!types.has(simple)) types.set(simple, type)
    }
    return types
  })
  const findTypeByName: LintContext['findTypeByName'] = (name) =>
    typesByName().get(name.toLowerCase())
  const typedMembers = once(() => findTypedMembers(examples(), findTypeByName))
  return {
    contract,
    model,
    pages,
    get sides() {
      return contract.sides
    },
    apiPages,
    resourcePages: pages.filter(({ kind }) => kind === 'resource'),
    operationsOf,
    findTypeByName,
    followLink: linkFollower(pages),
    findNearPage: (href) => pagesByBareName().get(bareName(href)),
    get examples() {
      return examples()
    },
    get typedMembers() {
      return typedMembers()
    },
  }
}

function groupByFile(
  operations: readonly ContractOperation[],
): ReadonlyMap<string, readonly ContractOperation[]> {
  const byFile = new Map<string, ContractOperation[]>()
  for (const operation of operations) {
    const { file } = operation.source
    const known = byFile.get(file)
    if (known) known.push(operation)
    else byFile.set(file, [operation])
  }
  return byFile
}

function completeExample(
  page: PageDocument,
  example: PageExample,
  operations: readonly ContractOperation[],
): LintExample {
  const operation = operations.find(({ method, examples }) =>
    example.request
      ? method === example.request.method
      : examples.some(({ response }) => response?.source.line === example.response?.source.line),
  )
  return {
    ...example,
    page,
    operation,
    requestBody: locateBody(example.request),
    responseBody: locateBody(example.response),
  }
}

function locateBody(message: ExampleMessage | undefined): LocatedValue | undefined {
  if (!message?.bodySource || message.bodyText === undefined || message.body === undefined) {
    return undefined
  }
  return locateJson(message.body, message.bodyText, message.bodySource.line)
}

function linkFollower(pages: readonly PageDocument[]): LintContext['followLink'] {
  const byPath = new Map(pages.map((page) => [normalize(page.file), page]))
  const byLowerCase = new Map(pages.map((page) => [normalize(page.file).toLowerCase(), page]))
  const folders = new Set([...byPath.keys()].map((path) => posix.dirname(path)))
  return (from, { href }) => {
    const relative = href.replace(/[?#].*$/, '')
    if (!/\.md$/i.test(relative) || /^(\/|\\|[a-z][a-z0-9+.-]*:)/i.test(relative)) return undefined
    const path = posix.join(posix.dirname(normalize(from.file)), decode(normalize(relative)))
    const page = byPath.get(path)
    if (page) return { path, page, differsInCase: false, isOtherFile: false }
    const similar = byLowerCase.get(path.toLowerCase())
    const isReference =
      folders.has(posix.dirname(path)) || /(^|\/)(api|resources)\/[^/]*$/.test(path)
    if (!similar && !isReference) return undefined
    return {
      path,
      page: similar,
      differsInCase: similar !== undefined,
      isOtherFile: similar === undefined && existsSync(path),
    }
  }
}

function bareName(path: string): string {
  return pageBaseName(normalize(path)).replace(/[-_]|s(?=-|$)/g, '')
}

function normalize(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/'))
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined
  return () => (value ??= { of: compute() }).of
}
