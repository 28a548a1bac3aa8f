import type { CommonExpr, FirstMemberExpr, SearchExpr } from '../../syntax/index.ts'

/** What an expression names. */
export interface NamedParts {
  /** Paths of names from the instance, without casts, keys and range variables: `Items/Price`. */
  readonly paths: readonly string[]
  /** Methods called, as written. */
  readonly methods: readonly string[]
}

/** The property paths and methods in an expression, with those of lambda predicates. */
export function namedParts(expression: CommonExpr): NamedParts {
  const paths: string[] = []
  const methods: string[] = []
  collect(expression, { variables: new Map(), prefix: [] }, { paths, methods })
  return { paths, methods }
}

interface Scope {
  /** Range variables with the path of what they range over. */
  readonly variables: ReadonlyMap<string, readonly string[]>
  /** Path of the current instance. */
  readonly prefix: readonly string[]
}

interface Found {
  readonly paths: string[]
  readonly methods: string[]
}

function collect(expression: CommonExpr, scope: Scope, found: Found): void {
  let current = expression
  // The left spine of a chain may be thousands of nodes deep.
  while (current.kind === 'binaryExpr') {
    collect(current.right, scope, found)
    current = current.left
  }
  switch (current.kind) {
    case 'primitiveLiteral':
    case 'enum':
    case 'parameterAlias':
      return
    case 'listExpr':
    case 'array':
      for (const item of current.items) collect(item, scope, found)
      return
    case 'object':
      for (const { value } of current.members) collect(value, scope, found)
      return
    case 'unaryExpr':
      return collect(current.operand, scope, found)
    case 'methodCallExpr':
      found.methods.push(current.name)
      for (const argument of current.arguments) collect(argument, scope, found)
      return
    case 'firstMemberExpr':
      return collectPath(current, scope, found)
  }
}

function collectPath({ root, segments }: FirstMemberExpr, scope: Scope, found: Found): void {
  if (root === '$root') return
  const path = root === undefined ? [...scope.prefix] : []
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'identifier') {
      const variable = index === 0 ? scope.variables.get(segment.name) : undefined
      if (variable) path.splice(0, path.length, ...variable)
      else if (!segment.name.includes('.')) path.push(segment.name)
    } else if (segment.kind === 'anyExpr' || segment.kind === 'allExpr') {
      const { variable, predicate } = segment
      if (!predicate || variable === undefined) continue
      const variables = new Map([...scope.variables, [variable, [...path]]])
      collect(predicate, { ...scope, variables }, found)
    } else if (segment.kind === 'filterExpr') {
      collect(segment.predicate, { ...scope, prefix: [...path] }, found)
    } else if (segment.kind === 'countExpr') {
      if (segment.filter) collect(segment.filter, { ...scope, prefix: [...path] }, found)
    } else if (segment.kind === 'functionExpr') {
      for (const { value } of segment.parameters) collect(value, scope, found)
      break
    }
  }
  if (path.length > 0) found.paths.push(path.join('/'))
}

/** The operators that a search uses, as `SearchRestrictions` calls them. */
export function searchOperators(search: SearchExpr): ReadonlySet<string> {
  const operators = new Set<string>()
  const pending = [search]
  for (let node = pending.pop(); node; node = pending.pop()) {
    switch (node.kind) {
      case 'searchAnd':
      case 'searchOr':
        operators.add(node.kind === 'searchAnd' ? 'AND' : 'OR')
        pending.push(node.left, node.right)
        break
      case 'searchNot':
        operators.add('NOT')
        pending.push(node.operand)
        break
      case 'searchPhrase':
        operators.add('phrase')
        break
      case 'searchWord':
    }
  }
  return operators
}
