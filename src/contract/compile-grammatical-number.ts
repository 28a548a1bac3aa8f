/*
 * English plural and singular of camel-case names, as reference pages use them: `accessPackages` is
 * the set of `accessPackage`. Only the last word of a name is looked at.
 */

const irregularPlurals: Readonly<Record<string, string>> = {
  analysis: 'analyses',
  appendix: 'appendices',
  axis: 'axes',
  basis: 'bases',
  child: 'children',
  criterion: 'criteria',
  diagnosis: 'diagnoses',
  echo: 'echoes',
  half: 'halves',
  hero: 'heroes',
  index: 'indices',
  leaf: 'leaves',
  life: 'lives',
  matrix: 'matrices',
  person: 'people',
  potato: 'potatoes',
  quiz: 'quizzes',
  shelf: 'shelves',
  vertex: 'vertices',
}

const irregularSingulars: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(irregularPlurals).map(([singular, plural]) => [plural, singular]),
  ['bases', 'base'],
  ['indexes', 'index'],
  ['movies', 'movie'],
  ['shoes', 'shoe'],
  ['cookies', 'cookie'],
])

const uncountable = new Set(['data', 'equipment', 'information', 'media', 'news', 'series'])

/** `accessPackageAssignmentPolicies` gives `accessPackageAssignmentPolicy`; a singular stays. */
export function singularOf(name: string): string {
  return withLastWord(name, (word) => {
    if (uncountable.has(word)) return word
    const irregular = irregularSingulars[word]
    if (irregular !== undefined) return irregular
    if (/[^aeiou]ies$/.test(word))
      return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
    if (/(ss|sh|x|(?:[nrt]|oa|ea|ee)ch|zz)es$/.test(word)) {
      return word.slice(0, -2)
    }
    if (/(statu|viru|bonu|focu|campu|^bu)ses$/.test(word)) return word.slice(0, -2)
    if (/(ss|us|is)$/.test(word) || !word.endsWith('s')) return word
    return word.slice(0, -1)
  })
}

/** `accessPackageAssignmentPolicy` gives `accessPackageAssignmentPolicies`; a plural stays. */
export function pluralOf(name: string): string {
  return withLastWord(name, (word) => {
    if (uncountable.has(word) || singularOf(word) !== word) return word
    const irregular = irregularPlurals[word]
    if (irregular !== undefined) return irregular
    if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
    if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`
    return `${word}s`
  })
}

/** First letter in lower case: `AccessPackage` gives `accessPackage`, `URL` stays. */
export function camelCase(name: string): string {
  return /^[A-Z](?![A-Z])/.test(name) ? `${name[0]!.toLowerCase()}${name.slice(1)}` : name
}

function withLastWord(name: string, change: (word: string) => string): string {
  const match = /[A-Z]?[a-z]+$/.exec(name)
  if (!match) return name
  const changed = change(match[0].toLowerCase())
  const first = match[0][0]!
  const isUpper = first !== first.toLowerCase()
  return (
    name.slice(0, match.index) + (isUpper ? changed[0]!.toUpperCase() + changed.slice(1) : changed)
  )
}
