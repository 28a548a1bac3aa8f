import type { LintContext } from './lint-context.ts'

/** The namespaces that pages state; without any, that of the model. */
export function statedNamespaces({ pages, model }: LintContext): ReadonlySet<string> {
  const stated = pages.flatMap(({ namespace }) => (namespace ? [namespace.text] : []))
  return new Set(stated.length > 0 ? stated : [model.namespace])
}

/** Whether a namespace is a stated one or below one, in any case, or that of the primitive types. */
export function isKnownNamespace(namespace: string, stated: ReadonlySet<string>): boolean {
  const name = namespace.toLowerCase()
  if (name === 'edm') return true
  for (const candidate of stated) {
    if (`${name}.`.startsWith(`${candidate.toLowerCase()}.`)) return true
  }
  return false
}
