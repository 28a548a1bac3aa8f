/* What the elements of CSDL XML have in common: where they stand, their names, flags and annotations. */
import type { AnnotationRecord, SourceLocation } from '../../model/index.ts'
import type { CsdlNames } from './csdl-names.ts'
import type { XmlElement } from './parse-xml.ts'
import { readXmlAnnotations } from './read-csdl-annotation-xml.ts'

export const edmx = 'http://docs.oasis-open.org/odata/ns/edmx'
export const edm = 'http://docs.oasis-open.org/odata/ns/edm'

export interface Reading {
  readonly file: string
  readonly names: CsdlNames
  readonly report: (rule: string, message: string, element: XmlElement) => void
}

export function childrenOf(
  { children }: XmlElement,
  name: string,
  namespace: string = edm,
): readonly XmlElement[] {
  return children.filter((child) => child.name === name && child.namespace === namespace)
}

/** What an element may contain beside annotations; of expressions, and what is not listed, anything. */
export const childElements: Readonly<Record<string, readonly string[]>> = {
  EntityType: ['Key', 'Property', 'NavigationProperty'],
  ComplexType: ['Property', 'NavigationProperty'],
  Key: ['PropertyRef'],
  Property: [],
  NavigationProperty: ['ReferentialConstraint', 'OnDelete'],
  EnumType: ['Member'],
  TypeDefinition: [],
  Action: ['Parameter', 'ReturnType'],
  Function: ['Parameter', 'ReturnType'],
  Term: [],
  EntityContainer: ['EntitySet', 'Singleton', 'ActionImport', 'FunctionImport'],
  EntitySet: ['NavigationPropertyBinding'],
  Singleton: ['NavigationPropertyBinding'],
  Annotations: [],
}

const atMostOnce: ReadonlySet<string> = new Set(['Key', 'OnDelete', 'ReturnType'])

/** Elements of CSDL's own namespace that stand where the standard has none. */
export function checkChildren(element: XmlElement, reading: Reading): void {
  const allowed = childElements[element.name]
  const seen = new Set<string>()
  for (const child of element.children) {
    if (child.namespace !== edm) continue
    if (child.name === 'Annotation') {
      nameOf(child, reading, 'Term')
    } else if (allowed && !allowed.includes(child.name)) {
      const message = `${child.name} is no element of ${element.name}`
      reading.report('csdl-element', message, child)
    } else {
      if (seen.has(child.name) && atMostOnce.has(child.name)) {
        const message = `expected at most one ${child.name} in ${element.name}`
        reading.report('csdl-element', message, child)
      }
      seen.add(child.name)
      if (childElements[child.name]) checkChildren(child, reading)
    }
  }
}

/** Where an element stands, and its annotations. */
export function described(
  element: XmlElement,
  reading: Reading,
): { readonly source: SourceLocation; readonly annotations?: AnnotationRecord } {
  const annotations = readXmlAnnotations(element, reading)
  return {
    source: { file: reading.file, line: element.line },
    ...(annotations && { annotations }),
  }
}

/** The name of an element that must have one. */
export function nameOf(element: XmlElement, reading: Reading, attribute = 'Name'): string {
  const name = element.attributes[attribute]
  if (name === undefined || name === '') {
    reading.report('csdl-attribute', `${element.name} lacks its ${attribute}`, element)
  }
  return name ?? ''
}

export function flag(element: XmlElement, name: string, reading: Reading, absent = false): boolean {
  const text = element.attributes[name]
  if (text === undefined) return absent
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  reading.report('csdl-attribute', `${name}: expected true or false, found '${text}'`, element)
  // What `True` means is plain.
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : absent
}
