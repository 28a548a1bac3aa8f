import { notImplemented } from '../errors.ts'
import { primitiveTypes, type Annotations, type JsonValue, type Model } from '../model/index.ts'
import type { AnnotationSegment } from '../syntax/ast.ts'
import { addStep, type PathSoFar } from './path-so-far.ts'

const untyped = { type: primitiveTypes['Edm.Untyped'], isCollection: false }

/**
 * The value of an annotation of what the path leads to: that of the instance, else that which the
 * contract gives the property; null where there is none.
 * @param follow binds a path of names, for a contract's `$Path`
 * @see URL Conventions, "Annotation Values in Expressions"
 */
export function bindAnnotation(
  path: PathSoFar,
  segment: AnnotationSegment,
  model: Model,
  follow: (from: PathSoFar, names: readonly string[]) => PathSoFar,
): PathSoFar {
  const names = namesOf(segment, model)
  const last = path.steps.at(-1)
  if (last?.kind !== 'property' && last?.kind !== 'navigationProperty') {
    return addStep(path, { kind: 'annotation', names, of: undefined, declared: null }, untyped)
  }
  const annotated = last.kind === 'property' ? last.property : last.navigation
  const owner: PathSoFar = {
    root: path.root,
    steps: path.steps.slice(0, -1),
    type: annotated?.declaringType ?? untyped.type,
    isCollection: false,
    isOpen: annotated?.declaringType.isOpen ?? true,
  }
  const declared = declaredValue(annotated?.annotations, names)
  const pathText = pathOf(declared)
  if (pathText !== undefined) return follow(owner, pathText.split('/'))
  const of = last.kind === 'property' ? last.name : last.navigation.name
  return addStep(owner, { kind: 'annotation', names, of, declared: constantOf(declared) }, untyped)
}

/** The term by every namespace and alias that it may be written with. */
function namesOf({ term, qualifier }: AnnotationSegment, model: Model): readonly string[] {
  const suffix = qualifier === undefined ? '' : `#${qualifier}`
  const dot = term.lastIndexOf('.')
  if (dot < 0) return [...model.defaultNamespaces].map((name) => `${name}.${term}${suffix}`)
  const written = term.slice(0, dot)
  const namespace = model.aliases.get(written) ?? written
  const aliases = [...model.aliases]
    .filter(([, name]) => name === namespace)
    .map(([alias]) => alias)
  const prefixes = new Set([written, namespace, ...aliases])
  return [...prefixes].map((prefix) => `${prefix}${term.slice(dot)}${suffix}`)
}

function declaredValue(
  annotations: Annotations | undefined,
  names: readonly string[],
): JsonValue | undefined {
  const name = names.find((it) => annotations?.has(it))
  return name === undefined ? undefined : annotations?.get(name)
}

function pathOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || !('$Path' in value)) return undefined
  return typeof value.$Path === 'string' ? value.$Path : undefined
}

/** @throws ODataError 501 for an expression of the contract that is more than a constant or a path */
function constantOf(value: JsonValue | undefined): JsonValue {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const dynamic = Object.keys(value).find((name) => /^\$[A-Z]/.test(name))
    if (dynamic !== undefined) throw notImplemented(`the annotation expression ${dynamic}`)
  }
  return value ?? null
}
