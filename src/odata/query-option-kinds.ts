import type { QueryOptionNode } from './ast.ts'

export type OptionKind = QueryOptionNode['kind']

/** Options that have no name without `$` (4.01 lets the others go without). */
const onlyWithDollar = new Set(['skiptoken', 'deltatoken'])
const kinds: ReadonlyMap<string, OptionKind> = new Map<string, OptionKind>([
  ['count', 'inlinecount'],
  ...(
    [
      'apply',
      'compute',
      'deltatoken',
      'expand',
      'filter',
      'format',
      'id',
      'index',
      'levels',
      'orderby',
      'schemaversion',
      'search',
      'select',
      'skip',
      'skiptoken',
      'top',
    ] as OptionKind[]
  ).map((kind) => [kind, kind] as const),
])

/** The kind of the system query option or alias of that name, in any case; `undefined` for other options. */
export function kindOfOption(name: string): OptionKind | undefined {
  if (name.startsWith('@')) return 'aliasAndValue'
  const hasDollar = name.startsWith('$')
  const kind = kinds.get((hasDollar ? name.slice(1) : name).toLowerCase())
  return kind === undefined || (!hasDollar && onlyWithDollar.has(kind)) ? undefined : kind
}

/** ABNF `systemQueryOption`: the ones that may stand in a URL's query. */
export const systemQueryOptions: readonly string[] = [...kinds.values()].filter(
  (kind) => kind !== 'levels',
)
