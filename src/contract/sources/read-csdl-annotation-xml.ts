import type { AnnotationRecord, JsonValue } from '../../model/index.ts'
import type { CsdlNames } from './csdl-names.ts'
import type { XmlElement } from './parse-xml.ts'

/**
 * The annotations inside an element, by qualified term with `#qualifier`; an annotation of an
 * annotation follows it as `Term@OtherTerm`. Values are in the form of CSDL JSON.
 * @returns `undefined` for none
 * @see CSDL XML, "Annotation"; CSDL JSON, "Annotation"
 */
export function readXmlAnnotations(
  element: XmlElement,
  names: CsdlNames,
  qualifier?: string,
): AnnotationRecord | undefined {
  let found: Record<string, JsonValue> | undefined
  for (const child of element.children) {
    if (child.name !== 'Annotation') continue
    found ??= {}
    addAnnotation(found, '', child, { names, qualifier })
  }
  return found
}

interface Scope {
  readonly names: CsdlNames
  /** Of the `Annotations` element around it. */
  readonly qualifier?: string | undefined
}

function addAnnotation(
  into: Record<string, JsonValue>,
  prefix: string,
  element: XmlElement,
  { names, qualifier }: Scope,
): void {
  const { Term: term = '', Qualifier: own = qualifier } = element.attributes
  const key = `${prefix}${names.resolve(term)}${own === undefined ? '' : `#${own}`}`
  if (!Object.hasOwn(into, key)) into[key] = readValueOf(element, names)
  for (const child of element.children) {
    if (child.name === 'Annotation') addAnnotation(into, `${key}@`, child, { names })
  }
}

/** Without an expression it has the term's default, which for the tags that are written so is true. */
function readValueOf(element: XmlElement, names: CsdlNames): JsonValue {
  const value = readExpressionOf(element, names)
  return value === undefined ? true : value
}

/** The expression that an element gives as an attribute or a child element; `undefined` for none. */
function readExpressionOf(element: XmlElement, names: CsdlNames): JsonValue | undefined {
  for (const [name, text] of Object.entries(element.attributes)) {
    const read = constants[name]
    if (read) return read(text, names)
    if (name === 'UrlRef') return { $UrlRef: text }
  }
  const child = element.children.find(({ name }) => name !== 'Annotation')
  return child && readExpression(child, names)
}

function readExpressions(element: XmlElement, names: CsdlNames): readonly JsonValue[] {
  return element.children
    .filter(({ name }) => name !== 'Annotation')
    .map((child) => readExpression(child, names))
}

/** Constant expressions and paths: the same as attribute and as element. */
const constants: Readonly<Record<string, (text: string, names: CsdlNames) => JsonValue>> = {
  Binary: (text) => text.trim(),
  Bool: (text) => text.trim() === 'true',
  Date: (text) => text.trim(),
  DateTimeOffset: (text) => text.trim(),
  Decimal: readNumber,
  Duration: (text) => text.trim(),
  EnumMember: readEnumMember,
  Float: readNumber,
  Guid: (text) => text.trim(),
  Int: readNumber,
  String: (text) => text,
  TimeOfDay: (text) => text.trim(),
  AnnotationPath: (text, names) => names.resolve(text.trim()),
  ModelElementPath: (text, names) => names.resolve(text.trim()),
  NavigationPropertyPath: (text, names) => names.resolve(text.trim()),
  PropertyPath: (text, names) => names.resolve(text.trim()),
  Path: (text, names) => ({ $Path: names.resolve(text.trim()) }),
}

/** Operators with a list of operands, and those with one. */
const listOperators: ReadonlySet<string> = new Set([
  'And',
  'Or',
  'Eq',
  'Ne',
  'Gt',
  'Ge',
  'Lt',
  'Le',
  'Has',
  'In',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'DivBy',
  'Mod',
  'If',
])
const unaryOperators: ReadonlySet<string> = new Set(['Not', 'Neg', 'UrlRef'])

function readExpression(element: XmlElement, names: CsdlNames): JsonValue {
  const { name, attributes, text } = element
  const readConstant = constants[name]
  if (readConstant) return readConstant(text, names)
  const own = prefixed(readXmlAnnotations(element, names))
  if (listOperators.has(name)) return { [`$${name}`]: readExpressions(element, names), ...own }
  const operand = () => readExpressionOf(element, names) ?? null
  if (unaryOperators.has(name)) return { [`$${name}`]: operand(), ...own }
  switch (name) {
    case 'Null':
      return own ? { $Null: null, ...own } : null
    case 'Collection':
      return readExpressions(element, names)
    case 'Record':
      return readRecord(element, names)
    case 'Apply':
      return {
        $Apply: readExpressions(element, names),
        $Function: names.resolve(attributes['Function'] ?? ''),
        ...own,
      }
    case 'Cast':
    case 'IsOf':
      return { [`$${name}`]: operand(), ...readTypeMembers(attributes, names), ...own }
    case 'LabeledElement':
      return { $LabeledElement: operand(), $Name: attributes['Name'] ?? '', ...own }
    case 'LabeledElementReference':
      return { $LabeledElementReference: names.resolve(attributes['Name'] ?? text.trim()) }
    default:
      return null
  }
}

function readTypeMembers(
  { Type: type = 'Edm.String', MaxLength, Precision, Scale, SRID }: XmlElement['attributes'],
  names: CsdlNames,
): Record<string, JsonValue> {
  const { typeName, isCollection } = names.resolveType(type)
  return {
    $Type: typeName,
    ...(isCollection && { $Collection: true }),
    ...(MaxLength !== undefined && { $MaxLength: readNumber(MaxLength) }),
    ...(Precision !== undefined && { $Precision: readNumber(Precision) }),
    ...(Scale !== undefined && { $Scale: readNumber(Scale) }),
    ...(SRID !== undefined && { $SRID: readNumber(SRID) }),
  }
}

function readRecord(element: XmlElement, names: CsdlNames): JsonValue {
  const { Type: type } = element.attributes
  const record: Record<string, JsonValue> = {}
  if (type !== undefined) record['@type'] = `#${names.resolve(type)}`
  for (const child of element.children) {
    if (child.name !== 'PropertyValue') continue
    const property = child.attributes['Property'] ?? ''
    record[property] = readValueOf(child, names)
    Object.assign(record, prefixed(readXmlAnnotations(child, names), property))
  }
  return Object.assign(record, prefixed(readXmlAnnotations(element, names)))
}

/** Annotations as members of a JSON object: `@Core.Description`, `Name@Core.Description`. */
function prefixed(
  annotations: AnnotationRecord | undefined,
  property = '',
): AnnotationRecord | undefined {
  return (
    annotations &&
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`${property}@${key}`, value]),
    )
  )
}

/** `INF`, and what a JSON number would not hold exactly, stay text, as in IEEE754Compatible JSON. */
function readNumber(text: string): JsonValue {
  const trimmed = text.trim()
  const value = Number(trimmed)
  const digits = trimmed.replace(/^[-+]?[0.]*|[eE].*$/g, '').replace('.', '')
  return trimmed === '' || !Number.isFinite(value) || digits.length > 15 ? trimmed : value
}

/** `Ns.Permission/Read Ns.Permission/Write` gives `Read,Write`. */
function readEnumMember(text: string): string {
  return text
    .trim()
    .split(/\s+/)
    .map((member) => member.slice(member.lastIndexOf('/') + 1))
    .join(',')
}
