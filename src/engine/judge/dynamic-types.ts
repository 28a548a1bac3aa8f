import {
  dynamicProperty,
  findType,
  type ComplexType,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type Model,
  type Property,
  type StructuredType,
  type TypeReference,
} from '../../model/index.ts'
import { isDeclaredIn } from '../modify/is-upsertable.ts'
import type { BodyValidators } from '../request-context.ts'

type Violation = ReturnType<BodyValidators['validate']>[number]

/** The dynamic property that control information gives a type; `undefined` for other members. */
export function dynamicTypeName(type: StructuredType, member: string): string | undefined {
  const [, name] = /^([^@]+)@(?:odata\.)?type$/.exec(member) ?? []
  if (name === undefined || !type.isOpen) return undefined
  const isDeclared = type.properties.has(name) || type.navigationProperties.has(name)
  return isDeclared ? undefined : name
}

/**
 * A type's name in one spelling, that of 4.0: built-in primitive types unqualified, all after a hash.
 * @see JSON Format, "Control Information: type"
 */
export function writeTypeName(given: JsonValue): JsonValue {
  if (typeof given !== 'string') return given
  const [, context = '', name = ''] = /^([^#]*)#?(.*)$/s.exec(given) ?? []
  const bare = (name === '' ? context : name).replace(/^(Collection\()?Edm\./, '$1')
  return name === '' || !context.includes('/') ? `#${bare}` : given
}

/**
 * What is wrong with the dynamic properties of a body that say their types: an unknown type, or a value
 * that is none of it.
 */
export function findDynamicViolations(
  type: StructuredType,
  body: JsonObject,
  { model, validators }: { readonly model: Model; readonly validators: BodyValidators },
): readonly Violation[] {
  if (!type.isOpen) return []
  return Object.entries(body).flatMap(([member, given]) => {
    const name = dynamicTypeName(type, member)
    if (name === undefined) return []
    // Pages name types that no page describes.
    if (!readTypeName(given, model) && !isDeclaredIn(model, type)) return []
    const found = findViolationsByType(given, body[name], `/${member}`, { model, validators })
    return found.map((each) => ({ ...each, pointer: each.pointer.replace('/value', `/${name}`) }))
  })
}

/**
 * What is wrong with a value, `undefined` for none, that is said to be of a type.
 * @param pointer where the type's name is; the value is at `/value`
 */
export function findViolationsByType(
  given: JsonValue,
  value: JsonValue | undefined,
  pointer: string,
  { model, validators }: { readonly model: Model; readonly validators: BodyValidators },
): readonly Violation[] {
  const declared = readTypeName(given, model)
  if (!declared) return [unknownType(pointer, given)]
  return value === undefined ? [] : validators.validate(typeWith(declared), { value }, 'stored')
}

function unknownType(pointer: string, given: JsonValue): Violation {
  const found = JSON.stringify(given).slice(0, 80)
  const expected = 'the name of a type'
  return { pointer, message: `expected ${expected}, found ${found}`, expected, found }
}

function readTypeName(given: JsonValue, model: Model): TypeReference | undefined {
  if (typeof given !== 'string') return undefined
  const text = given.replace(/^.*#/s, '').replace(/^(Collection\()?Edm\./, '$1')
  const [, item] = /^Collection\((.*)\)$/.exec(text) ?? []
  const name = item ?? text
  const type: EdmType | undefined = findType(model, name.includes('.') ? name : `Edm.${name}`)
  return type && { type, isCollection: item !== undefined }
}

const typesByItem = new WeakMap<EdmType, Map<boolean, ComplexType>>()

/** A type with the one property `value`, which validators know how to judge. */
function typeWith({ type, isCollection }: TypeReference): ComplexType {
  let byForm = typesByItem.get(type)
  if (!byForm) typesByItem.set(type, (byForm = new Map()))
  let made = byForm.get(isCollection)
  if (!made) byForm.set(isCollection, (made = makeType({ type, isCollection })))
  return made
}

function makeType(reference: TypeReference): ComplexType {
  const properties = new Map<string, Property>()
  const type: ComplexType = {
    kind: 'complexType',
    namespace: 'Edm',
    name: 'Dynamic',
    qualifiedName: 'Edm.Dynamic',
    isAbstract: false,
    isOpen: false,
    isImplied: false,
    baseType: undefined,
    derivedTypes: [],
    properties,
    navigationProperties: new Map(),
    ownProperties: properties,
    ownNavigationProperties: new Map(),
  }
  properties.set('value', dynamicProperty('value', reference, type))
  return type
}
