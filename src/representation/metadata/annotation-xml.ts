import { isJsonArray, type JsonObject, type JsonValue, type Model } from '../../model/index.ts'
import { type ConstantKind, type ExpectedValue, expectedOf } from './constant-kinds.ts'
import type { Vocabularies } from './vocabularies.ts'
import { type XmlElement, xmlElement, xmlText } from './xml-element.ts'

/** What annotations are written with. */
export interface AnnotationWriting {
  readonly model: Model
  readonly vocabularies: Vocabularies
}

/**
 * The `Annotation` elements of values in the form of CSDL JSON.
 * @param annotations by term with `#qualifier`; what annotates an annotation follows it as `Term@OtherTerm`
 * @see CSDL XML, "Annotation"
 */
export function annotationElements(
  annotations: Iterable<readonly [term: string, value: JsonValue]>,
  writing: AnnotationWriting,
): readonly XmlElement[] {
  const all = [...annotations]
  const outer = all.filter(([term]) => !term.includes('@'))
  return outer.map(([term, value]) => {
    const inner = all.flatMap(([name, each]) =>
      name.startsWith(`${term}@`) ? [[name.slice(term.length + 1), each] as const] : [],
    )
    const [name = '', qualifier] = writing.vocabularies.nameTerm(term).split('#')
    return withExpression(
      xmlElement(
        'Annotation',
        { Term: name, Qualifier: qualifier },
        annotationElements(inner, writing),
      ),
      value,
      expectedOf(term, writing.model),
      writing,
    )
  })
}

/** Puts an expression into an element: a constant or path as an attribute, another as its first child. */
function withExpression(
  { name, attributes, children }: XmlElement,
  value: JsonValue,
  expected: ExpectedValue,
  writing: AnnotationWriting,
): XmlElement {
  const constant = constantOf(value, expected.kind)
  if (constant) {
    return xmlElement(name, { ...attributes, [constant.name]: constant.text }, children)
  }
  return xmlElement(name, attributes, [expressionElement(value, expected, writing), ...children])
}

interface Constant {
  readonly name: string
  readonly text: string
}

function constantOf(value: JsonValue, kind: ConstantKind | undefined): Constant | undefined {
  if (typeof value === 'boolean') return { name: 'Bool', text: String(value) }
  if (typeof value === 'number') return { name: numberKind(value), text: String(value) }
  if (typeof value === 'string') return stringConstant(value, kind)
  if (value === null || isJsonArray(value) || Object.keys(value).length > 1) return undefined
  const path = value['$Path']
  return typeof path === 'string' ? { name: 'Path', text: path } : undefined
}

function numberKind(value: number): 'Int' | 'Float' | 'Decimal' {
  if (Number.isSafeInteger(value)) return 'Int'
  return String(value).includes('e') ? 'Float' : 'Decimal'
}

function stringConstant(text: string, kind: ConstantKind | undefined): Constant {
  if (kind?.enumType === undefined) return { name: kind?.name ?? 'String', text }
  const members = text.split(',').map((member) => `${kind.enumType}/${member.trim()}`)
  return { name: kind.name, text: members.join(' ') }
}

/** Operators whose operands stand in a list. */
const listOperators: ReadonlySet<string> = new Set(
  'And Or Eq Ne Gt Ge Lt Le Has In Add Sub Mul Div DivBy Mod If'.split(' '),
)

/** What else an expression object has as its first member. */
const otherExpressions: ReadonlySet<string> = new Set(
  'Apply Cast IsOf LabeledElement LabeledElementReference Neg Not Null Path UrlRef'.split(' '),
)

function expressionElement(
  value: JsonValue,
  expected: ExpectedValue,
  writing: AnnotationWriting,
): XmlElement {
  const constant = constantOf(value, expected.kind)
  if (constant) return xmlText(constant.name, constant.text)
  if (value === null || typeof value !== 'object') return xmlElement('Null', {})
  if (isJsonArray(value)) {
    const items = value.map((item) => expressionElement(item, expected, writing))
    return xmlElement('Collection', {}, items)
  }
  const operator = Object.keys(value).find(isOperator)?.slice(1)
  if (operator === undefined) return recordElement(value, expected, writing)
  return operatorElement(operator, value, writing)
}

function isOperator(name: string): boolean {
  if (!name.startsWith('$')) return false
  return listOperators.has(name.slice(1)) || otherExpressions.has(name.slice(1))
}

/** @see CSDL JSON, "Dynamic Expressions" */
function operatorElement(name: string, value: JsonObject, writing: AnnotationWriting): XmlElement {
  const operand = value[`$${name}`] ?? null
  const own = annotationElements(annotationMembers(value, ''), writing)
  const one = (attributes: XmlElement['attributes'] = {}) =>
    withExpression(xmlElement(name, attributes, own), operand, unknown, writing)
  const all = (attributes: XmlElement['attributes'] = {}) => {
    const operands = isJsonArray(operand) ? operand : [operand]
    const elements = operands.map((each) => expressionElement(each, unknown, writing))
    return xmlElement(name, attributes, [...elements, ...own])
  }
  if (listOperators.has(name)) return all()
  switch (name) {
    case 'Apply':
      return all({ Function: textOf(value['$Function']) })
    case 'Cast':
    case 'IsOf':
      return one(typeAttributes(value))
    case 'LabeledElement':
      return one({ Name: textOf(value['$Name']) })
    case 'LabeledElementReference':
      return xmlText(name, textOf(operand) ?? '')
    case 'Null':
      return xmlElement(name, {}, own)
    case 'Path':
      return xmlText(name, textOf(operand) ?? '')
    default:
      return one()
  }
}

const unknown: ExpectedValue = { kind: undefined, memberOf: () => unknown }

function typeAttributes(value: JsonObject): XmlElement['attributes'] {
  const type = textOf(value['$Type']) ?? 'Edm.String'
  return {
    Type: value['$Collection'] === true ? `Collection(${type})` : type,
    MaxLength: textOf(value['$MaxLength']),
    Precision: textOf(value['$Precision']),
    Scale: textOf(value['$Scale']),
    SRID: textOf(value['$SRID']),
  }
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function recordElement(
  record: JsonObject,
  expected: ExpectedValue,
  writing: AnnotationWriting,
): XmlElement {
  const values = Object.entries(record).flatMap(([name, value]) =>
    name.includes('@')
      ? []
      : [
          withExpression(
            xmlElement(
              'PropertyValue',
              { Property: name },
              annotationElements(annotationMembers(record, name), writing),
            ),
            value,
            expected.memberOf(name),
            writing,
          ),
        ],
  )
  const type = textOf(record['@type'])?.replace(/^.*#/, '')
  const own = annotationElements(annotationMembers(record, ''), writing)
  return xmlElement('Record', { Type: type }, [...values, ...own])
}

/** The members of a JSON object that annotate it, or one of its members: `@Core.Description`, `Name@Core.Description`. */
function annotationMembers(
  value: JsonObject,
  member: string,
): readonly (readonly [term: string, value: JsonValue])[] {
  return Object.entries(value).flatMap(([name, each]) =>
    name.startsWith(`${member}@`) && name !== '@type'
      ? [[name.slice(member.length + 1), each] as const]
      : [],
  )
}
