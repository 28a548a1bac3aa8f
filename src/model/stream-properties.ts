import type { Property, StructuredType } from './types.ts'

const none: readonly Property[] = []
const found = new WeakMap<StructuredType, readonly Property[]>()

/** The stream properties of a type, inherited ones included. */
export function streamPropertiesOf(type: StructuredType): readonly Property[] {
  let properties = found.get(type)
  if (!properties) {
    properties = [...type.properties.values()].filter(isStreamProperty)
    found.set(type, (properties = properties.length > 0 ? properties : none))
  }
  return properties
}

export function isStreamProperty({ type }: Pick<Property, 'type'>): boolean {
  return type.qualifiedName === 'Edm.Stream'
}
