import { deprecationOf } from './build-deprecation.ts'
import type { JsonValue } from './instance.ts'
import type { Annotations, Deprecation } from './types.ts'

/** Annotations as the model has them. */
export function annotationsOf(
  annotations: Readonly<Record<string, JsonValue>> | undefined,
): Annotations | undefined {
  return annotations && new Map(Object.entries(annotations))
}

/** A declaration's own members, with its annotations as the model has them, and what follows from them. */
export function withAnnotations<
  T extends { readonly annotations?: Readonly<Record<string, JsonValue>> | undefined },
>({
  annotations,
  ...rest
}: T): Omit<T, 'annotations'> & {
  readonly annotations?: Annotations | undefined
  readonly deprecated?: Deprecation | undefined
} {
  if (!annotations) return rest
  const deprecated = deprecationOf({ ...rest, annotations })
  return { ...rest, annotations: annotationsOf(annotations), ...(deprecated && { deprecated }) }
}
