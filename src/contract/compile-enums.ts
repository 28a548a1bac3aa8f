import type { SourceLocation } from '../model/index.ts'
import type { EnumDraft } from './compile-drafts.ts'
import { cellAt } from './compile-sections.ts'
import { addType, findTypeByName, type TypeTable } from './compile-type-table.ts'
import { pageBaseName } from './compile-type-mentions.ts'
import type { PageDocument, PageSection, PageTable } from './page.ts'

const sectionTitle =
  /^(?:values of )?([A-Za-z_]\w*)\s+(?:enum(?:eration)?(?: type)?|enum values|values|members)$/i

/** Declares the enumerations of pages of their own, and of sections of other pages. */
export function declareEnums(table: TypeTable, page: PageDocument, namespace: string): void {
  const base = pageBaseName(page.file)
  for (const section of page.sections) {
    const name = sectionTitle.exec(section.heading)?.[1]
    if (name === undefined) continue
    const members = readMembers(section)
    if (members.length === 0) continue
    const type = declareEnum(table, { namespace, name, members, section, source: section.source })
    table.byPage.set(`${base}#${name.toLowerCase()}`, type)
  }
}

/** Declares the enumeration that a whole page is about. */
export function declareEnumPage(
  table: TypeTable,
  page: PageDocument,
  identity: { readonly namespace: string; readonly name: string },
): void {
  const section = page.sections.find((candidate) => readMembers(candidate).length > 0)
  if (!section) return
  const source = page.title?.source ?? section.source
  const members = readMembers(section)
  const type = declareEnum(table, { ...identity, members, section, source })
  table.byPage.set(pageBaseName(page.file), type)
}

/** True for a page whose only table lists members. */
export function isEnumPage(page: PageDocument): boolean {
  const tables = page.sections.flatMap(({ tables: own }) => own)
  return tables.length > 0 && tables.every((table) => isMemberTable(table) || isValueTable(table))
}

interface EnumParts {
  readonly namespace: string
  readonly name: string
  readonly members: EnumDraft['members']
  readonly section: PageSection
  readonly source: SourceLocation
}

function declareEnum(table: TypeTable, parts: EnumParts): EnumDraft {
  const { namespace, name, members, section, source } = parts
  const known = findTypeByName(table, `${namespace}.${name}`)
  if (known?.kind === 'enum' && known.namespace === namespace) return known
  const description = section.paragraphs[0]?.text
  const isFlags = hasFlagValues(members) || /\bflag/i.test(description ?? '')
  const type: EnumDraft = { kind: 'enum', namespace, name, isFlags, members, description, source }
  addType(table, type)
  return type
}

function readMembers(section: PageSection): EnumDraft['members'] {
  const members = new Map<string, number>()
  for (const table of section.tables) {
    if (!isMemberTable(table) && !isValueTable(table)) continue
    const valueColumn = table.header.findIndex((text, index) => index > 0 && /\bvalue$/i.test(text))
    for (const { cells } of table.rows) {
      const name = /^"?([A-Za-z_]\w*)"?(?=$|[\s(*,.:])/.exec(cellAt(cells, 0).text)?.[1]
      if (name === undefined || members.has(name)) continue
      const text = valueColumn < 0 ? '' : cellAt(cells, valueColumn).text
      members.set(name, /^-?\d+$/.test(text) ? Number(text) : members.size)
    }
  }
  return [...members].map(([name, value]) => ({ name, value }))
}

function isMemberTable({ header }: PageTable): boolean {
  return /^(enum )?members?\b/i.test(header[0] ?? '')
}

/** `Value | Description`, `Name | Value | Description`: only in a section that says it lists values. */
function isValueTable({ header }: PageTable): boolean {
  return (
    /^(enum )?values?\b/i.test(header[0] ?? '') ||
    (/^(enum )?name\b/i.test(header[0] ?? '') && /^(int )?value$/i.test(header[1] ?? ''))
  )
}

/** Values 1, 2, 4, … are combined bit by bit; 0, 1, 2 are a mere count. */
function hasFlagValues(members: EnumDraft['members']): boolean {
  const values = members.map(({ value }) => value).filter((value) => value > 0)
  return values.length > 2 && values.every((value) => (value & (value - 1)) === 0)
}
