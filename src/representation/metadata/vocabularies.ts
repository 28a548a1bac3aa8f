import type { Annotations, JsonValue, Model, Property, Reference } from '../../model/index.ts'

export const core = 'Org.OData.Core.V1.'

const published = 'https://oasis-tcs.github.io/odata-vocabularies/vocabularies/'

/** A published vocabulary has a document in each format. */
export function referenceUri(uri: string, format: 'xml' | 'json'): string {
  return uri.startsWith(published) ? uri.replace(/\.(?:xml|json)$/, `.${format}`) : uri
}

/** The names of terms in a document, and the references that they need. */
export interface Vocabularies {
  /** A term, with its annotation's annotations after `@`, by alias where its namespace has one. */
  readonly nameTerm: (term: string) => string
  /** The references of the contract, and those to standard vocabularies that only what was named needs. */
  readonly references: () => readonly (Reference | VocabularyReference)[]
}

/** A standard vocabulary, published as `url.xml` and `url.json`. */
export interface VocabularyReference {
  readonly url: string
  readonly namespace: string
  readonly alias: string | undefined
}

/**
 * Terms are written with the alias that the contract gives their vocabulary; a standard vocabulary that
 * it does not refer to gets a reference with the usual alias.
 */
export function createVocabularies({ references, schemas }: Model): Vocabularies {
  const aliases = new Map<string, string | undefined>(
    [...references.flatMap(({ includes }) => includes), ...schemas].map(({ namespace, alias }) => [
      namespace,
      alias,
    ]),
  )
  const taken = new Set(aliases.values())
  const added = new Map<string, VocabularyReference>()
  const refer = (namespace: string): string | undefined => {
    const usual = /^Org\.OData\.(\w+)\.V1$/.exec(namespace)?.[1]
    if (usual === undefined) return undefined
    const alias = taken.has(usual) ? undefined : usual
    added.set(namespace, { url: `${published}${namespace}`, namespace, alias })
    return alias
  }
  const nameOne = (term: string): string => {
    const dot = term.replace(/#.*$/, '').lastIndexOf('.')
    const namespace = term.slice(0, dot)
    if (!aliases.has(namespace)) aliases.set(namespace, refer(namespace))
    const alias = aliases.get(namespace)
    return alias === undefined ? term : `${alias}${term.slice(dot)}`
  }
  // Without a single annotation a document still says what its terms would be.
  if (schemas.length === 0) nameOne(`${core}Description`)
  return {
    nameTerm: (term) => term.split('@').map(nameOne).join('@'),
    references: () => [...references, ...added.values()],
  }
}

interface Annotated {
  readonly description?: string | undefined
  readonly annotations?: Annotations | undefined
}

/**
 * What annotates an element: what the contract says, and what follows from the model where a page said it.
 * @see Vocabulary Core
 */
export function annotationsOf(
  { description, annotations }: Annotated,
  implied: readonly (readonly [term: string, value: JsonValue])[] = [],
): ReadonlyMap<string, JsonValue> {
  const all = new Map<string, JsonValue>(annotations)
  const descriptions: typeof implied =
    description === undefined || description === '' ? [] : [['Description', description]]
  for (const [term, value] of [...implied, ...descriptions]) {
    if (!all.has(core + term)) all.set(core + term, value)
  }
  return all
}

export function propertyAnnotations(property: Property): ReadonlyMap<string, JsonValue> {
  const { annotations, isComputed, isImmutable, isComputedDefault } = property
  const isPermitted = annotations?.has(`${core}Permissions`) === true
  return annotationsOf(property, [
    ...(isComputed && !isPermitted ? [['Computed', true] as const] : []),
    ...(isImmutable ? [['Immutable', true] as const] : []),
    ...(isComputedDefault === true ? [['ComputedDefaultValue', true] as const] : []),
  ])
}
