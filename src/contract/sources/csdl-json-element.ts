/* What the elements of CSDL JSON have in common: members, types, facets, annotations, and where they stand. */
import {
  isJsonObject,
  type AnnotationRecord,
  type Facets,
  type JsonObject,
  type JsonValue,
  type SourceLocation,
  type TypeName,
} from '../../model/index.ts'
import { findMemberProblems } from './csdl-json-members.ts'
import type { CsdlNames } from './csdl-names.ts'
import type { LocatedJson } from './parse-located-json.ts'
import { readJsonAnnotations } from './read-csdl-annotation-json.ts'

export interface Reading {
  readonly file: string
  readonly names: CsdlNames
  readonly lineOf: LocatedJson['lineOf']
  readonly report: (rule: string, message: string, line: number) => void
}

/** A member whose value is an object, and the object that it stands in. */
export interface Member {
  readonly name: string
  readonly value: JsonObject
  readonly parent: JsonObject
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** A name; what is none is empty, which nothing declares. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function arrayOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}

export function objectMembers(parent: JsonObject): readonly Member[] {
  return Object.entries(parent).flatMap(([name, value]) =>
    isJsonObject(value) ? [{ name, value, parent }] : [],
  )
}

/** Members that are elements of the model: their names are identifiers. */
export function elementsOf(parent: JsonObject): readonly Member[] {
  return objectMembers(parent).filter(({ name }) => !/^\$|@/.test(name))
}

/** Where an element stands, and its annotations. */
export function described(
  { name, value, parent }: Member,
  reading: Reading,
): { readonly source: SourceLocation; readonly annotations?: AnnotationRecord } {
  const { file, names, lineOf } = reading
  checkMembers(value, reading)
  const annotations = readJsonAnnotations(value, names)
  return { source: { file, line: lineOf(parent, name) }, ...(annotations && { annotations }) }
}

export function checkMembers(element: JsonObject, reading: Reading): void {
  for (const { member, message } of findMemberProblems(element)) {
    reading.report('csdl-attribute', message, reading.lineOf(element, member))
  }
}

/** Schemas, properties and the children of a container are objects. */
export function checkElements(parent: JsonObject, reading: Reading): void {
  for (const [name, value] of Object.entries(parent)) {
    if (/^\$|@/.test(name) || isJsonObject(value)) continue
    const message = `${name}: expected an object, found ${JSON.stringify(value).slice(0, 80)}`
    reading.report('csdl-element', message, reading.lineOf(parent, name))
  }
}

/** `$Type` and `$Collection`; without, the type is Edm.String. */
export function readType(value: JsonObject, { names }: Reading): TypeName {
  const { $Type: type = 'Edm.String' } = value
  return {
    typeName: names.resolve(typeof type === 'string' ? type : ''),
    isCollection: value['$Collection'] === true,
  }
}

function isDigits(found: JsonValue | undefined): boolean {
  return typeof found === 'string' && /^\d+$/.test(found)
}

/** @see CSDL, "Type Facets" */
export function readFacets({ name, value, parent }: Member, reading: Reading): Facets {
  const whole = (facet: string, words: readonly string[] = []): JsonValue | undefined => {
    const found = value[facet]
    const isWhole = typeof found === 'number' && Number.isInteger(found) && found >= 0
    if (found === undefined || isWhole) return found
    if (typeof found === 'string' && words.includes(found)) return found
    const message = `${facet}: expected a whole number, found ${JSON.stringify(found)}`
    reading.report('csdl-facet', message, reading.lineOf(parent, name))
    return undefined
  }
  const facets = {
    maxLength: whole('$MaxLength'),
    precision: whole('$Precision'),
    scale: whole('$Scale', ['variable', 'floating']),
    unicode: typeof value['$Unicode'] === 'boolean' ? value['$Unicode'] : undefined,
    // "A string containing a number or the symbolic value `variable`"; a number is understood too.
    srid: isDigits(value['$SRID']) ? Number(value['$SRID']) : whole('$SRID', ['variable']),
  }
  return Object.fromEntries(Object.entries(facets).filter(([, facet]) => facet !== undefined))
}
