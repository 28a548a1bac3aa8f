import type { StructuredDraft, TypeDraft, TypeReferenceDraft } from './compile-drafts.ts'
import { anchorOf, pageBaseName, type TypeMention } from './compile-type-mentions.ts'

/** The types of a contract by the names and pages that mention them. */
export interface TypeTable {
  /** Where unqualified names belong. */
  readonly namespace: string
  /** By qualified name in lower case, in document order. */
  readonly types: Map<string, TypeDraft>
  readonly bySimpleName: Map<string, TypeDraft[]>
  /** By the page's base name, and by base name and anchor: `enums#changetype`. */
  readonly byPage: Map<string, TypeDraft>
}

export function newTypeTable(namespace: string): TypeTable {
  return { namespace, types: new Map(), bySimpleName: new Map(), byPage: new Map() }
}

export function addType(table: TypeTable, type: TypeDraft): void {
  table.types.set(`${type.namespace}.${type.name}`.toLowerCase(), type)
  const simple = type.name.toLowerCase()
  const named = table.bySimpleName.get(simple)
  if (named) named.push(type)
  else table.bySimpleName.set(simple, [type])
}

/**
 * The type that a page means. The name decides; where nothing has it, the page it links to does.
 * @param namespace of the page that mentions it, which is preferred for an unqualified name
 */
export function findType(
  table: TypeTable,
  mention: Pick<TypeMention, 'name' | 'href'>,
  namespace: string = table.namespace,
): TypeDraft | undefined {
  return findTypeByName(table, mention.name, namespace) ?? findLinkedType(table, mention.href)
}

export function findTypeByName(
  table: TypeTable,
  name: string,
  namespace: string = table.namespace,
): TypeDraft | undefined {
  if (name === '') return undefined
  const lower = name.replace(/^#/, '').toLowerCase()
  const qualified = table.types.get(lower)
  if (qualified) return qualified
  const simple = lower.slice(lower.lastIndexOf('.') + 1)
  return (
    table.types.get(`${namespace}.${lower}`.toLowerCase()) ??
    table.types.get(`${table.namespace}.${lower}`.toLowerCase()) ??
    table.bySimpleName.get(simple)?.[0]
  )
}

function findLinkedType(table: TypeTable, href: string | undefined): TypeDraft | undefined {
  if (href === undefined) return undefined
  const page = pageBaseName(href)
  const anchor = anchorOf(href).replace(/-(values?|enum|enumeration)(-.*)?$/, '')
  return (
    (anchor !== '' && table.byPage.get(`${page}#${anchor}`)) ||
    (page === '' ? undefined : table.byPage.get(page))
  )
}

export function findStructured(
  table: TypeTable,
  name: string,
  namespace?: string,
): StructuredDraft | undefined {
  const type = findTypeByName(table, name, namespace)
  return type?.kind === 'structured' ? type : undefined
}

/** A type that the contract mentions and no page explains: open, so that nothing is refused. */
export function implyType(table: TypeTable, name: string): StructuredDraft {
  const known = findTypeByName(table, name)
  if (known?.kind === 'structured') return known
  if (known) return implyType(table, `${name}Root`)
  const dot = name.lastIndexOf('.')
  const simple = name.slice(dot + 1).replace(/^(?=\d)|\W+/g, '_')
  const type = newStructured(dot < 0 ? table.namespace : name.slice(0, dot), simple)
  type.isEntity = true
  type.isKeyed = true
  type.isOpen = true
  type.isImplied = true
  addType(table, type)
  return type
}

export function newStructured(namespace: string, name: string): StructuredDraft {
  return {
    kind: 'structured',
    namespace,
    name,
    isEntity: false,
    isAbstract: false,
    isOpen: false,
    isImplied: false,
    hasStream: false,
    showsETag: false,
    isKeyed: false,
    keyProperty: 'id',
    keySubstitutes: new Set(),
    base: undefined,
    properties: new Map(),
    navigations: new Map(),
    description: undefined,
    source: undefined,
  }
}

/** What a mention refers to, implying an entity type for a name that nothing explains. */
export function resolveMention(
  table: TypeTable,
  mention: TypeMention | undefined,
  namespace: string,
): TypeReferenceDraft | undefined {
  if (!mention) return undefined
  const { primitive, name, isCollection } = mention
  if (primitive !== undefined) return { type: primitive, isCollection }
  const known = findType(table, mention, namespace)
  if (known) return { type: known, isCollection }
  if (name === '') return undefined
  return { type: implyType(table, name), isCollection }
}

export function structuredTypes(table: TypeTable): StructuredDraft[] {
  return [...table.types.values()].filter((type) => type.kind === 'structured')
}
