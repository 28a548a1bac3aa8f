import { readPrimitiveText, type AnnotationRecord, type JsonValue } from '../../model/index.ts'
import type { CsdlNames } from './csdl-names.ts'
import type { XmlElement } from './parse-xml.ts'

/** What annotations are read with: names are resolved, and what is amiss is reported. */
export interface AnnotationReading {
  readonly names: CsdlNames
  readonly report: (rule: string, message: string, element: XmlElement) => void
}

/**
 * The annotations inside an element, by qualified term with `#qualifier`; an annotation of an
 * annotation follows it as `Term@OtherTerm`. Values are in the form of CSDL JSON.
 * @returns `undefined` for none
 * @see CSDL XML, "Annotation"; CSDL JSON, "Annotation"
 */
export function readXmlAnnotations(
  element: XmlElement,
  reading: AnnotationReading,
  qualifier?: string,
): AnnotationRecord | undefined {
  let found: Record<string, JsonValue> | undefined
  for (const child of element.children) {
    if (child.name !== 'Annotation') continue
    found ??= {}
    addAnnotation(found, { prefix: '', qualifier }, child, reading)
  }
  return found
}

/** What the names of annotations have around the term. */
interface Around {
  readonly prefix: string
  /** Of the `Annotations` element around it. */
  readonly qualifier?: string | undefined
}

function addAnnotation(
  into: Record<string, JsonValue>,
  { prefix, qualifier }: Around,
  element: XmlElement,
  reading: AnnotationReading,
): void {
  const { Term: term = '', Qualifier: own = qualifier } = element.attributes
  const key = `${prefix}${reading.names.resolve(term)}${own === undefined ? '' : `#${own}`}`
  const value = readValueOf(element, reading)
  if (!Object.hasOwn(into, key)) into[key] = value
  else if (term !== '') {
    reading.report('duplicate-name', `${key} is annotated already: the first counts`, element)
  }
  for (const child of element.children) {
    if (child.name === 'Annotation') addAnnotation(into, { prefix: `${key}@` }, child, reading)
  }
}

/** Without an expression it has the term's default, which for the tags that are written so is true. */
function readValueOf(element: XmlElement, reading: AnnotationReading): JsonValue {
  const value = readExpressionOf(element, reading)
  return value === undefined ? true : value
}

/** The expression that an element gives as an attribute or a child element; `undefined` for none. */
function readExpressionOf(element: XmlElement, reading: AnnotationReading): JsonValue | undefined {
  const inAttributes = Object.keys(element.attributes).filter(
    (name) => Object.hasOwn(constants, name) || name === 'UrlRef',
  )
  const inChildren = element.children.filter(({ name }) => name !== 'Annotation')
  if (inAttributes.length + inChildren.length > 1) {
    const all = [...inAttributes, ...inChildren.map(({ name }) => name)].join(', ')
    reading.report('csdl-annotation', `expected one expression, found ${all}`, element)
  }
  const [name] = inAttributes
  if (name === undefined) {
    const [child] = inChildren
    return child && readExpression(child, reading)
  }
  const text = element.attributes[name]!
  return name === 'UrlRef' ? { $UrlRef: text } : readConstant(name, text, element, reading)
}

function readExpressions(element: XmlElement, reading: AnnotationReading): readonly JsonValue[] {
  return element.children
    .filter(({ name }) => name !== 'Annotation')
    .map((child) => readExpression(child, reading))
}

function readConstant(
  name: string,
  text: string,
  element: XmlElement,
  { names, report }: AnnotationReading,
): JsonValue {
  const typeName = constantTypes[name]
  if (typeName !== undefined && readPrimitiveText(text.trim(), typeName) === undefined) {
    report('csdl-annotation', `${name}: '${text.slice(0, 80)}' is no ${typeName}`, element)
  }
  return constants[name]!(text, names)
}

/** Types of the constants that not every text is one of. */
const constantTypes: Readonly<Record<string, string>> = {
  Binary: 'Edm.Binary',
  Bool: 'Edm.Boolean',
  Date: 'Edm.Date',
  DateTimeOffset: 'Edm.DateTimeOffset',
  Decimal: 'Edm.Decimal',
  Duration: 'Edm.Duration',
  Float: 'Edm.Double',
  Guid: 'Edm.Guid',
  Int: 'Edm.Int64',
  TimeOfDay: 'Edm.TimeOfDay',
}

/** Constant expressions and paths: the same as attribute and as element. */
const constants: Readonly<Record<string, (text: string, names: CsdlNames) => JsonValue>> = {
  Binary: (text) => text.trim(),
  Bool: (text) => /^(?:true|1)$/i.test(text.trim()),
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

function readExpression(element: XmlElement, reading: AnnotationReading): JsonValue {
  const { name, attributes, text } = element
  if (Object.hasOwn(constants, name)) return readConstant(name, text, element, reading)
  const own = prefixed(readXmlAnnotations(element, reading))
  if (listOperators.has(name)) return { [`$${name}`]: readExpressions(element, reading), ...own }
  const operand = () => readExpressionOf(element, reading) ?? null
  if (unaryOperators.has(name)) return { [`$${name}`]: operand(), ...own }
  switch (name) {
    case 'Null':
      return own ? { $Null: null, ...own } : null
    case 'Collection':
      return readExpressions(element, reading)
    case 'Record':
      return readRecord(element, reading)
    case 'Apply':
      return {
        $Apply: readExpressions(element, reading),
        $Function: reading.names.resolve(attributes['Function'] ?? ''),
        ...own,
      }
    case 'Cast':
    case 'IsOf':
      return { [`$${name}`]: operand(), ...readTypeMembers(attributes, reading), ...own }
    case 'LabeledElement':
      return { $LabeledElement: operand(), $Name: attributes['Name'] ?? '', ...own }
    case 'LabeledElementReference':
      return { $LabeledElementReference: reading.names.resolve(attributes['Name'] ?? text.trim()) }
    default:
      reading.report('csdl-annotation', `${name} is no expression of CSDL XML`, element)
      return null
  }
}

function readTypeMembers(
  { Type: type = 'Edm.String', MaxLength, Precision, Scale, SRID }: XmlElement['attributes'],
  reading: AnnotationReading,
): Record<string, JsonValue> {
  const { typeName, isCollection } = reading.names.resolveType(type)
  return {
    $Type: typeName,
    ...(isCollection && { $Collection: true }),
    ...(MaxLength !== undefined && { $MaxLength: readNumber(MaxLength) }),
    ...(Precision !== undefined && { $Precision: readNumber(Precision) }),
    ...(Scale !== undefined && { $Scale: readNumber(Scale) }),
    ...(SRID !== undefined && { $SRID: SRID }),
  }
}

function readRecord(element: XmlElement, reading: AnnotationReading): JsonValue {
  const { Type: type } = element.attributes
  const record: Record<string, JsonValue> = {}
  if (type !== undefined) record['@type'] = `#${reading.names.resolve(type)}`
  for (const child of element.children) {
    if (child.name !== 'PropertyValue') continue
    const property = child.attributes['Property'] ?? ''
    if (property === '') {
      reading.report('csdl-attribute', 'PropertyValue lacks its Property', child)
    } else if (Object.hasOwn(record, property)) {
      reading.report('duplicate-name', `${property} is already given in its Record`, child)
    }
    record[property] = readValueOf(child, reading)
    Object.assign(record, prefixed(readXmlAnnotations(child, reading), property))
  }
  return Object.assign(record, prefixed(readXmlAnnotations(element, reading)))
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
