import type { EdmPrimitiveName } from '../model/index.ts'
import type { PageCell, PageLink } from './page.ts'

/** A type as a page names it, before it is known which types there are. */
export interface TypeMention {
  /** Set for primitive types, by any of their spellings; `Edm.Untyped` also for two types in one cell. */
  readonly primitive: EdmPrimitiveName | undefined
  /** Simple or qualified, e.g. `accessPackage`, `microsoft.graph.termStore.set`; '' for none. */
  readonly name: string
  readonly isCollection: boolean
  /** Where the name links to. */
  readonly href: string | undefined
}

const primitiveSpellings: Readonly<Record<string, EdmPrimitiveName>> = {
  any: 'Edm.Untyped',
  binary: 'Edm.Binary',
  bool: 'Edm.Boolean',
  boolean: 'Edm.Boolean',
  byte: 'Edm.Byte',
  bytes: 'Edm.Binary',
  date: 'Edm.Date',
  datetime: 'Edm.DateTimeOffset',
  datetimeoffset: 'Edm.DateTimeOffset',
  decimal: 'Edm.Decimal',
  double: 'Edm.Double',
  duration: 'Edm.Duration',
  email: 'Edm.String',
  float: 'Edm.Double',
  guid: 'Edm.Guid',
  int: 'Edm.Int32',
  int16: 'Edm.Int16',
  int32: 'Edm.Int32',
  int64: 'Edm.Int64',
  integer: 'Edm.Int32',
  json: 'Edm.Untyped',
  long: 'Edm.Int64',
  number: 'Edm.Double',
  numeric: 'Edm.Double',
  object: 'Edm.Untyped',
  sbyte: 'Edm.SByte',
  single: 'Edm.Single',
  stream: 'Edm.Stream',
  string: 'Edm.String',
  time: 'Edm.TimeOfDay',
  timeofday: 'Edm.TimeOfDay',
  timestamp: 'Edm.DateTimeOffset',
  uri: 'Edm.String',
  url: 'Edm.String',
  uuid: 'Edm.Guid',
}

/** The primitive type that a word means on a page: `dateTimeOffset`, `Edm.String`, `bool`. */
export function findPrimitive(word: string): EdmPrimitiveName | undefined {
  const simple = word.toLowerCase().replace(/^edm\./, '')
  return Object.hasOwn(primitiveSpellings, simple) ? primitiveSpellings[simple] : undefined
}

/** Reads a table's type cell: `[group](group.md) collection`, `Collection(string)`, `string, maximum size 20`. */
export function readTypeCell(cell: PageCell): TypeMention {
  const isCollection = isCollectionText(cell.text)
  const bare = cell.text
    .replace(/\bcollection\s*\(/gi, ' ')
    .replace(/\b(a|an|the|list|array|collection|of)\b(?!\.)/gi, ' ')
    .replace(/[`*#[\]<>"]/g, ' ')
    .trim()
  const words = bare.match(/[A-Za-z_][\w.]*\w|[A-Za-z_]/g) ?? []
  const [first = ''] = words
  const links = cell.links.filter(({ href }) => isTypeLink(href))
  const nothing = { primitive: undefined, name: '', isCollection, href: undefined }
  if (/^(none|not applicable|n\/a|void|null)\b/i.test(bare)) return nothing
  const primitive = findPrimitive(first)
  if (primitive !== undefined) {
    const isTimestamp = primitive === 'Edm.String' && /\btimestamp\b/i.test(bare)
    const isEither = /^\w[\w.]*\s*(?:\bor\b|\||\/)\s*\w/i.test(bare)
    const type = isEither ? 'Edm.Untyped' : isTimestamp ? 'Edm.DateTimeOffset' : primitive
    return { primitive: type, name: first, isCollection, href: undefined }
  }
  if (new Set(links.map(({ href }) => pageBaseName(href))).size > 1 && /\bor\b|[|/,]/i.test(bare)) {
    return { ...nothing, primitive: 'Edm.Untyped' }
  }
  const link = links[0]
  if (link) return { ...nothing, name: linkedName(link), href: link.href }
  if (/^\w[\w.]*\s+or\s+\w/i.test(bare)) return { ...nothing, primitive: 'Edm.Untyped' }
  return { ...nothing, name: first }
}

export function isCollectionText(text: string): boolean {
  return /\b(collection|array)\b|\blist of\b|\[\]/i.test(text)
}

/** A link in running text as a type: `[accessPackage](../resources/accesspackage.md)`. */
export function readTypeLink(link: PageLink, isCollection: boolean): TypeMention {
  const name = linkedName(link)
  return { primitive: findPrimitive(name), name, isCollection, href: link.href }
}

/** `../resources/accesspackage.md#json` gives `accesspackage`, always in lower case. */
export function pageBaseName(href: string): string {
  const path = href.replace(/[?#].*$/, '')
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.md$/i, '')
    .toLowerCase()
}

/** The part of a link after `#`, in lower case; '' for none. */
export function anchorOf(href: string): string {
  const at = href.indexOf('#')
  return at < 0 ? '' : href.slice(at + 1).toLowerCase()
}

/** Whether a link can lead to a type: to a page, or within the page, not out into the web. */
export function isTypeLink(href: string): boolean {
  return /\.md(?:[?#]|$)/i.test(href) || href.startsWith('#')
}

function linkedName({ text, href }: PageLink): string {
  const name = text
    .replace(/\bcollection\b/gi, ' ')
    .replace(/[`*#[\]()\s]+/g, ' ')
    .trim()
  if (/^[A-Za-z_][\w.]*$/.test(name)) return name
  const anchor = anchorOf(href).replace(/-(values|enum|enumeration|resource-type)$/, '')
  return (href.startsWith('#') ? anchor : pageBaseName(href)).replace(/[^\w.]/g, '')
}
