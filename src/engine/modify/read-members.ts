import { badRequest } from '../../errors.ts'
import { takeComplexLinks, type ComplexLink } from '../complex-links.ts'
import { dynamicTypeName, writeTypeName } from '../judge/dynamic-types.ts'
import { isContentId } from './content-id.ts'
import { withExactNumbers } from '../judge/exact-numbers.ts'
import { isOctets, readInlineStreams } from '../streams/inline-stream.ts'
import {
  didYouMean,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
  escapePointer,
} from '../../model/index.ts'
import type { Streams } from '../../store/index.ts'

/** A body's members by what they are. */
export interface Members {
  /** Declared properties given. */
  readonly structural: ReadonlyMap<string, JsonValue>
  /** Dynamic properties of an open type, and instance annotations, as `@Term` or `property@Term`. */
  readonly dynamic: readonly (readonly [string, JsonValue])[]
  /** Related entities given in place. */
  readonly nested: readonly {
    readonly navigation: NavigationProperty
    readonly value: JsonValue
    readonly pointer: string
  }[]
  /** Related entities added, changed and removed: `nav@delta`, and `nav@odata.delta`. */
  readonly deltas: readonly {
    readonly navigation: NavigationProperty
    readonly items: readonly JsonObject[]
    readonly pointer: string
  }[]
  /** `nav@odata.bind`, and `nav@bind`. */
  readonly bound: readonly {
    readonly navigation: NavigationProperty
    readonly references: readonly JsonValue[]
    readonly pointer: string
  }[]
  /** Streams given in place; null takes one away. */
  readonly streams: Streams
  /** Links of complex values, which stand in `structural` and `dynamic` without them. */
  readonly complexLinks: readonly ComplexLink[]
}

/**
 * Sorts the members of an entity's representation, which was judged before. Of what has an `@`, the
 * instance annotations and the types of dynamic properties are stored; of the control information,
 * `bind` alone says what is done.
 * @see JSON Format, "Bind Operation", "Instance Annotations"
 */
export function readMembers(type: EntityType, body: JsonObject, pointer: string): Members {
  const structural = new Map<string, JsonValue>()
  const dynamic: (readonly [string, JsonValue])[] = []
  const nested: Members['nested'][number][] = []
  const deltas: Members['deltas'][number][] = []
  const bound: Members['bound'][number][] = []
  const complexLinks: ComplexLink[] = []
  const streams = readInlineStreams(type, body, pointer)
  for (const [name, value] of Object.entries(body)) {
    const at = name.indexOf('@')
    const place = `${pointer}/${escapePointer(name)}`
    if (at < 0) {
      const navigation = type.navigationProperties.get(name)
      const property = type.properties.get(name)
      if (streams.has(name)) continue
      if (navigation) nested.push({ navigation, value, pointer: place })
      else if (property) {
        structural.set(name, takeComplexLinks(value, property.type, place, complexLinks))
      } else dynamic.push([name, value])
      continue
    }
    const annotation = name.slice(at)
    const typed = dynamicTypeName(type, name)
    if (typed !== undefined) dynamic.push([`${typed}@odata.type`, writeTypeName(value)])
    if (isStoredAnnotation(annotation)) dynamic.push([name, value])
    const changed = isDelta(annotation) && type.navigationProperties.get(name.slice(0, at))
    if (changed) {
      const items = withExactNumbers(value, changed.type) as readonly JsonObject[]
      deltas.push({ navigation: changed, items, pointer: place })
    }
    if (annotation !== '@odata.bind' && annotation !== '@bind') continue
    const navigation = type.navigationProperties.get(name.slice(0, at))
    if (!navigation) {
      throw badRequest(
        `'${name.slice(0, at)}' is not a navigation property of ${type.qualifiedName}${didYouMean(name.slice(0, at), type.navigationProperties.keys())}`,
        place,
      )
    }
    bound.push({ navigation, references: readBind(navigation, value, place), pointer: place })
  }
  return { structural, dynamic, nested, deltas, bound, streams, complexLinks }
}

function isStoredAnnotation(annotation: string): boolean {
  return isInstanceAnnotation(annotation) && !isOctets(annotation) && !isContentId(annotation)
}

/** A term's name is qualified; control information is `odata.…`, or a simple name as of 4.01. */
function isInstanceAnnotation(annotation: string): boolean {
  return annotation.includes('.') && !annotation.startsWith('@odata.')
}

/** JSON Format, "Control Information: delta". */
export function isDelta(annotation: string): boolean {
  return annotation === '@delta' || annotation === '@odata.delta'
}

function readBind(
  { name, isCollection }: NavigationProperty,
  value: JsonValue,
  target: string,
): readonly JsonValue[] {
  if (isCollection === Array.isArray(value)) return Array.isArray(value) ? value : [value]
  throw badRequest(
    isCollection
      ? `expected an array of references to bind to '${name}', found ${JSON.stringify(value).slice(0, 80)}`
      : `expected one reference to bind to '${name}', found an array`,
    target,
  )
}
