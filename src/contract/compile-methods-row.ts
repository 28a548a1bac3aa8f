/*
 * What the title and page of a row of Methods tell, by the conventions of how pages are named: `type-list`,
 * `type-post-nav`, `type-delete-nav`; any other name is an action's or a function's.
 */
import type { StructuredDraft, TypeReferenceDraft } from './compile-drafts.ts'
import { pluralOf, singularOf } from './compile-grammatical-number.ts'
import type { MethodRow } from './compile-methods-rows.ts'
import { resolveMention, type TypeTable } from './compile-type-table.ts'
import type { HttpMethod } from './contract.ts'

/** What a row alone tells: a verb, a path below the resource, and what is answered. */
export interface RowReading {
  readonly method: HttpMethod
  readonly place: 'collection' | 'item'
  readonly tail: string
  readonly status: number
  readonly request?: TypeReferenceDraft | undefined
  readonly response?: TypeReferenceDraft | undefined
  readonly isOperation?: boolean
  readonly isCreation?: boolean
}

/** What a row is about. */
interface RowSubject {
  readonly row: MethodRow
  /** Of the column Return type. */
  readonly returned: TypeReferenceDraft | undefined
  /** The navigation property; `undefined` where the row is about the resource itself. */
  readonly navigation: string | undefined
  /** One entity that the navigation property leads to. */
  readonly related: TypeReferenceDraft | undefined
}

export function readMethodRow(table: TypeTable, row: MethodRow): RowReading {
  const { type } = row
  const returned = resolveMention(table, row.returns, type.namespace)
  const { verb, rest } = readVerb(row)
  const navigation = rest === '' ? undefined : navigationOf(row, rest)
  const target =
    navigation === undefined
      ? undefined
      : (type.navigations.get(navigation)?.type ?? structured(returned))
  const related = target && { type: target, isCollection: false }
  const read = verb === undefined ? readOperation : readingsByVerb[verb]
  return read({ row, returned, navigation, related })
}

type Verb = 'list' | 'create' | 'add' | 'get' | 'update' | 'delete' | 'remove'

const readingsByVerb: Readonly<Record<Verb, (subject: RowSubject) => RowReading>> = {
  list: readList,
  create: (subject) => readCreation(subject, false),
  add: (subject) =>
    readCreation(subject, /\bto\b/i.test(subject.row.title) || subject.returned === undefined),
  get: ({ row, returned, navigation }) => ({
    method: 'GET',
    place: 'item',
    tail: tailOf(navigation),
    status: 200,
    response: navigation === undefined ? (returned ?? oneOf(row)) : returned,
  }),
  update: ({ row, returned, navigation, related }) => ({
    method: 'PATCH',
    place: 'item',
    tail: tailOf(navigation),
    status: returned ? 200 : 204,
    request: related ?? oneOf(row),
    response: returned,
  }),
  delete: ({ navigation }) => readDeletion(navigation, '/{id}'),
  remove: ({ navigation }) => readDeletion(navigation, '/{id}/$ref'),
}

function oneOf({ type }: MethodRow): TypeReferenceDraft {
  return { type, isCollection: false }
}

function tailOf(navigation: string | undefined, more = ''): string {
  return navigation === undefined ? '' : `/${navigation}${more}`
}

function readList({ row, returned, navigation }: RowSubject): RowReading {
  const list = { method: 'GET', tail: tailOf(navigation), status: 200 } as const
  return navigation === undefined
    ? { ...list, place: 'collection', response: { type: row.type, isCollection: true } }
    : { ...list, place: 'item', response: returned && { ...returned, isCollection: true } }
}

/** @param isLink whether something related is linked, not made */
function readCreation({ row, navigation, related }: RowSubject, isLink: boolean): RowReading {
  const creation = { method: 'POST', status: 201, isCreation: true } as const
  if (navigation === undefined) {
    const one = oneOf(row)
    return { ...creation, place: 'collection', tail: '', request: one, response: one }
  }
  const tail = tailOf(navigation, isLink ? '/$ref' : '')
  return isLink
    ? { method: 'POST', place: 'item', tail, status: 204, request: related }
    : { ...creation, place: 'item', tail, request: related, response: related }
}

function readDeletion(navigation: string | undefined, more: string): RowReading {
  return { method: 'DELETE', place: 'item', tail: tailOf(navigation, more), status: 204 }
}

function readOperation({ row, returned }: RowSubject): RowReading {
  const isFunction =
    /^\W*(retrieve|get|list|return|check|read|find|search|compute|calculate)/i.test(row.description)
  const isBoundToMany =
    returned !== undefined && returned.isCollection && returned.type === row.type
  return {
    method: isFunction ? 'GET' : 'POST',
    place: isFunction && isBoundToMany ? 'collection' : 'item',
    tail: `/${operationName(row)}`,
    status: returned ? 200 : 204,
    response: returned,
    isOperation: true,
  }
}

/** The verb of a row, and what follows it: '' when it is about the resource itself. */
function readVerb({ title, page, typePage, type }: MethodRow): {
  readonly verb: Verb | undefined
  readonly rest: string
} {
  const suffix = page.startsWith(`${typePage}-`) ? page.slice(typePage.length + 1) : undefined
  const [, first = '', titleRest = ''] = /^(\w+)\b\s*(.*)$/.exec(title) ?? []
  const bySuffix = /^(list|post|create|get|update|patch|delete|remove|add)(?:-(.+))?$/.exec(
    suffix ?? '',
  )
  const byTitle = verbOf(first)
  if (suffix !== undefined && !bySuffix) return { verb: undefined, rest: '' }
  if (bySuffix) {
    const named = verbOf(bySuffix[1]!)
    const verb =
      named === 'create' && byTitle === 'add'
        ? 'add'
        : named === 'delete' && byTitle === 'remove'
          ? 'remove'
          : named
    return { verb, rest: bySuffix[2] ?? '' }
  }
  if (byTitle === undefined || titleRest === '') return { verb: undefined, rest: '' }
  const isSelf = singularOf(titleRest).toLowerCase() === type.name.toLowerCase()
  return { verb: byTitle, rest: isSelf ? '' : titleRest }
}

function verbOf(word: string): Verb | undefined {
  switch (word.toLowerCase()) {
    case 'list':
      return 'list'
    case 'post':
    case 'create':
    case 'new':
      return 'create'
    case 'add':
      return 'add'
    case 'get':
    case 'read':
      return 'get'
    case 'update':
    case 'patch':
      return 'update'
    case 'delete':
      return 'delete'
    case 'remove':
      return 'remove'
    default:
      return undefined
  }
}

/** The navigation property that a row is about: a relationship by its name, number or type, else as spelled. */
function navigationOf({ title, type }: MethodRow, rest: string): string {
  const words = title.match(/[A-Za-z_]\w*/g) ?? []
  const spelled = words.toReversed().find((word) => word.toLowerCase() === rest.toLowerCase())
  const wanted = [rest, ...words.slice(1).toReversed()].flatMap((word) => [
    word.toLowerCase(),
    pluralOf(word).toLowerCase(),
    singularOf(word).toLowerCase(),
  ])
  for (const name of wanted) {
    const navigation = [...type.navigations.keys()].find((key) => key.toLowerCase() === name)
    if (navigation !== undefined) return navigation
  }
  const last = words.at(-1) ?? rest
  if (spelled !== undefined) return spelled
  return singularOf(last).toLowerCase() === singularOf(rest).toLowerCase() ? pluralOf(last) : last
}

function operationName({ title, page, typePage }: MethodRow): string {
  const word = /^(?:[\w.]+:\s*)?([A-Za-z_]\w*)(?: (?:action|function))?$/.exec(title)?.[1]
  if (word !== undefined) return word
  const suffix = page.startsWith(`${typePage}-`) ? page.slice(typePage.length + 1) : page
  const spelled = (title.match(/[A-Za-z_]\w*/g) ?? []).find((part) => part.toLowerCase() === suffix)
  return spelled ?? (suffix.replace(/\W+/g, '') || title.replace(/\W+/g, ''))
}

function structured(reference: TypeReferenceDraft | undefined): StructuredDraft | undefined {
  const type = reference?.type
  return typeof type === 'object' && type.kind === 'structured' ? type : undefined
}
