/*
 * An interpreter of ABNF (RFC 5234, RFC 7405) for tests: reads the published grammar itself and judges texts by it, as
 * the official tool does. Alternatives are tried in order and the first that matches counts; constraints
 * refuse what a rule matched when it is none of its names. `allows` takes the grammar at its word instead, and tries all.
 */

interface Matcher {
  /** Where the match that begins at `position` ends. */
  readonly match: (text: string, position: number, run: Run) => number
  /** Where any match may end that begins at `position`, each once. */
  readonly ends: (text: string, position: number, run: Run) => readonly number[]
  /** Some text that matches, more or less: an alternative before may take a part of it. */
  readonly make: (making: Making) => string
}

/** Chooses what `make` makes. */
export interface Making {
  /** From 0 to less than `limit`. */
  readonly choose: (limit: number) => number
  readonly constraints: Readonly<Record<string, readonly string[]>>
  /** Rules within rules; the deeper, the less is made. */
  depth: number
}

/** What no rule has matched. */
const FAILED = -1

interface Run {
  readonly constraints: Readonly<Record<string, readonly string[]>>
  readonly memory: Map<string, number>
  readonly allEnds: Map<string, readonly number[]>
  farthest: number
}

export interface Grammar {
  readonly ruleNames: readonly string[]
  /** @returns `undefined` when the rule matches the whole text, else how far any rule could read */
  findFailure: (
    rule: string,
    text: string,
    constraints?: Readonly<Record<string, readonly string[]>>,
  ) => number | undefined
  /** True when the rule generates the text, whichever alternatives that takes. */
  allows: (
    rule: string,
    text: string,
    constraints?: Readonly<Record<string, readonly string[]>>,
  ) => boolean
  /** Text that the rule is likely to match, by choices of the caller. */
  make: (rule: string, making: Making) => string
}

export function readGrammar(...sources: readonly string[]): Grammar {
  const rules = new Map<string, { readonly name: string; matcher: Matcher }>()
  for (const { name, isIncremental, elements } of sources.flatMap(splitRules)) {
    const matcher = new ElementsReader(elements, rules).read()
    const earlier = rules.get(name.toLowerCase())
    if (isIncremental && earlier) earlier.matcher = firstOf([earlier.matcher, matcher])
    else rules.set(name.toLowerCase(), { name, matcher })
  }
  return {
    ruleNames: [...rules.values()].map(({ name }) => name),
    findFailure(rule, text, constraints = {}) {
      const run = newRun(constraints)
      const end = matchRule(rules, rule.toLowerCase(), text, 0, run)
      return end === text.length ? undefined : run.farthest
    },
    allows: (rule, text, constraints = {}) =>
      endsOfRule(rules, rule.toLowerCase(), text, 0, newRun(constraints)).includes(text.length),
    make: (rule, making) => makeRule(rules, rule.toLowerCase(), making),
  }
}

function newRun(constraints: Run['constraints']): Run {
  return { constraints, memory: new Map(), allEnds: new Map(), farthest: 0 }
}

function splitRules(
  source: string,
): { readonly name: string; readonly isIncremental: boolean; readonly elements: string }[] {
  const text = source
    .split(/\r?\n/)
    .map((line) => withoutComment(line))
    .filter((line) => line.trim() !== '')
    .join('\n')
  return text.split(/\n(?=\S)/).map((rule) => {
    const found = /^([\w-]+)\s*(=\/?)([^]*)$/.exec(rule)
    if (!found) throw new Error(`no rule: ${rule}`)
    return { name: found[1]!, isIncremental: found[2] === '=/', elements: found[3]! }
  })
}

function withoutComment(line: string): string {
  return /^(?:"[^"]*"|[^";])*/.exec(line)![0]
}

type Rules = ReadonlyMap<string, { readonly name: string; matcher: Matcher }>

function matchRule(
  rules: Rules,
  lowerName: string,
  text: string,
  position: number,
  run: Run,
): number {
  const rule = rules.get(lowerName)
  if (!rule) throw new Error(`no rule ${lowerName}`)
  const id = `${lowerName} ${position}`
  const known = run.memory.get(id)
  if (known !== undefined) return known
  let end = rule.matcher.match(text, position, run)
  const names = run.constraints[rule.name]
  if (end !== FAILED && names && !names.includes(text.slice(position, end))) end = FAILED
  run.memory.set(id, end)
  return end
}

function endsOfRule(
  rules: Rules,
  lowerName: string,
  text: string,
  position: number,
  run: Run,
): readonly number[] {
  const id = `${lowerName} ${position}`
  const known = run.allEnds.get(id)
  if (known) return known
  const rule = rules.get(lowerName)!
  const names = run.constraints[rule.name]
  const all = rule.matcher.ends(text, position, run)
  const ends = names ? all.filter((end) => names.includes(text.slice(position, end))) : all
  run.allEnds.set(id, ends)
  return ends
}

function eachOnce(ends: readonly number[]): readonly number[] {
  return ends.length < 2 ? ends : [...new Set(ends)]
}

function makeRule(rules: Rules, lowerName: string, making: Making): string {
  const rule = rules.get(lowerName)!
  const names = making.constraints[rule.name]
  if (names && names.length > 0) return names[making.choose(names.length)]!
  making.depth++
  const made = rule.matcher.make(making)
  making.depth--
  return made
}

const deep = 18

function firstOf(matchers: readonly Matcher[]): Matcher {
  return {
    match(text, position, run) {
      for (const { match } of matchers) {
        const end = match(text, position, run)
        if (end !== FAILED) return end
      }
      return FAILED
    },
    ends: (text, position, run) =>
      eachOnce(matchers.flatMap(({ ends }) => ends(text, position, run))),
    make(making) {
      if (making.depth > 4 * deep) return ''
      // What is simplest usually stands first.
      const limit = making.depth > deep ? 1 : matchers.length
      return matchers[making.choose(limit)]!.make(making)
    },
  }
}

function allOf(matchers: readonly Matcher[]): Matcher {
  return {
    match(text, position, run) {
      let end = position
      for (const { match } of matchers) {
        end = match(text, end, run)
        if (end === FAILED) return FAILED
      }
      return end
    },
    ends(text, position, run) {
      let reached: readonly number[] = [position]
      for (const { ends } of matchers) {
        reached = eachOnce(reached.flatMap((end) => ends(text, end, run)))
      }
      return reached
    },
    make: (making) => matchers.map(({ make }) => make(making)).join(''),
  }
}

function repeat({ match, ends, make }: Matcher, least: number, most: number): Matcher {
  return {
    match(text, position, run) {
      let end = position
      for (let count = 0; count < most; count++) {
        const next = match(text, end, run)
        if (next === FAILED) return count < least ? FAILED : end
        if (next === end) return end
        end = next
      }
      return end
    },
    ends(text, position, run) {
      const reached = new Set(least === 0 ? [position] : [])
      let last: readonly number[] = [position]
      for (let count = 1; count <= most && last.length > 0; count++) {
        const next = eachOnce(last.flatMap((end) => ends(text, end, run)))
        last = next.filter((end) => count <= least || !reached.has(end))
        if (count >= least) for (const end of last) reached.add(end)
      }
      return [...reached]
    },
    make(making) {
      const further = making.depth > deep ? 1 : Math.min(most - least, 2) + 1
      return Array.from({ length: least + making.choose(further) }, () => make(making)).join('')
    },
  }
}

function terminal(
  length: number,
  matches: (found: string) => boolean,
  make: Matcher['make'],
): Matcher {
  return {
    match(text, position, run) {
      const end = position + length
      if (end > text.length || !matches(text.slice(position, end))) return FAILED
      run.farthest = Math.max(run.farthest, end)
      return end
    },
    ends(text, position) {
      const end = position + length
      return end <= text.length && matches(text.slice(position, end)) ? [end] : []
    },
    make,
  }
}

/** The right side of one rule, read from the left. */
class ElementsReader {
  private readonly text: string
  private readonly rules: Rules
  private position = 0

  constructor(text: string, rules: Rules) {
    this.text = text
    this.rules = rules
  }

  read(): Matcher {
    const matcher = this.readAlternation()
    if (this.position < this.text.length) throw new Error(`left over: ${this.text}`)
    return matcher
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern, 'y')
    sticky.lastIndex = this.position
    const found = sticky.exec(this.text)
    if (found) this.position = sticky.lastIndex
    return found ?? undefined
  }

  private readAlternation(): Matcher {
    const matchers = [this.readConcatenation()]
    while (this.take(/\s*\/\s*/)) matchers.push(this.readConcatenation())
    this.take(/\s*/)
    return matchers.length === 1 ? matchers[0]! : firstOf(matchers)
  }

  private readConcatenation(): Matcher {
    const matchers: Matcher[] = []
    for (;;) {
      this.take(/\s*/)
      const matcher = this.readRepetition()
      if (!matcher) return matchers.length === 1 ? matchers[0]! : allOf(matchers)
      matchers.push(matcher)
    }
  }

  private readRepetition(): Matcher | undefined {
    const found = this.take(/(\d*)(\*?)(\d*)(?=[^\s/)\]])/)
    const matcher = this.readElement()
    if (!matcher || !found || found[0] === '') return matcher
    const least = Number(found[1])
    if (found[2] === '') return repeat(matcher, least, least)
    return repeat(matcher, least, found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]))
  }

  private readElement(): Matcher | undefined {
    const literal = this.take(/(%s)?"([^"]*)"/)
    if (literal) return stringOf(literal[2]!, literal[1] === undefined)
    const codes = this.take(/%x([\dA-F]+)(?:-([\dA-F]+))?/)
    if (codes) return codesOf(codes[1]!, codes[2] ?? codes[1]!)
    const name = this.take(/[A-Za-z][\w-]*/)?.[0].toLowerCase()
    if (name !== undefined) {
      return {
        match: (text, position, run) => matchRule(this.rules, name, text, position, run),
        ends: (text, position, run) => endsOfRule(this.rules, name, text, position, run),
        make: (making) => makeRule(this.rules, name, making),
      }
    }
    if (this.take(/\(/)) {
      const inner = this.readAlternation()
      this.take(/\)/)
      return inner
    }
    if (this.take(/\[/)) {
      const inner = this.readAlternation()
      this.take(/\]/)
      return repeat(inner, 0, 1)
    }
    return undefined
  }
}

function stringOf(wanted: string, ignoresCase: boolean): Matcher {
  const make = () => wanted
  if (!ignoresCase) return terminal(wanted.length, (found) => found === wanted, make)
  const lower = wanted.toLowerCase()
  return terminal(wanted.length, (found) => found.toLowerCase() === lower, make)
}

function codesOf(first: string, last: string): Matcher {
  const from = Number.parseInt(first, 16)
  const to = Number.parseInt(last, 16)
  return terminal(
    1,
    (found) => found.charCodeAt(0) >= from && found.charCodeAt(0) <= to,
    ({ choose }) => String.fromCharCode(from + choose(to - from + 1)),
  )
}
