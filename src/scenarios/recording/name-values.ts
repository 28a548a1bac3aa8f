import { splitPointer } from '../../model/index.ts'
import { decodeLeniently } from './decode-leniently.ts'
import { camelCase, singularOf } from '../../contract/compile-grammatical-number.ts'
import { findUuids } from './identifying-values.ts'

/** Gives each name once: `accessPackageId`, `accessPackageId2`. */
export function createNamer(): (wanted: string) => string {
  const taken = new Set(['base', 'dollar'])
  return (wanted) => {
    const plain = wanted.replace(/[^A-Za-z0-9_]+/g, '').replace(/^\d+/, '')
    const stem = plain === '' ? 'value' : plain
    let name = stem
    for (let count = 2; taken.has(name); count++) name = `${stem}${count}`
    taken.add(name)
    return name
  }
}

/**
 * A speaking name for what stands at a place of an answer, or of a body that is sent: `catalogId` for
 * itself, `accessPackageId` for the `id` that `POST /accessPackages` gives.
 */
export function nameMember(pointer: string, url: string): string {
  const names = splitPointer(pointer).filter((name) => !/^\d+$/.test(name))
  const member = names.at(-1) ?? ''
  const control = /@(?:odata\.)?(\w+)$/.exec(member)?.[1]
  const holder = names.at(-2)
  const noun =
    holder === undefined || ['value', 'body', 'responses'].includes(holder)
      ? nounOf(url)
      : camelCase(singularOf(holder))
  if (control === 'etag') return `${noun}Etag`
  if (control !== undefined) return camelCase(control)
  if (/^(?:id|key)$/i.test(member)) {
    return `${noun}${member[0]!.toUpperCase()}${member.slice(1).toLowerCase()}`
  }
  return camelCase(member)
}

/** A name for what a URL holds: by the segment or the comparison before it. */
export function nameInUrl(url: string, value: string): string {
  const before = decodeLeniently(url.slice(0, url.indexOf(value)))
  const compared = /(\w+)(?: (?:eq|ne|in)|=) ?\(?'?$/.exec(before)?.[1]
  if (compared !== undefined) {
    return /^id$/i.test(compared) ? `${nounOf(before)}Id` : camelCase(compared)
  }
  return `${nounOf(before)}Id`
}

/** The singular of the last segment that is a name: `accessPackage` of `/accessPackages/x/$ref`. */
export function nounOf(url: string): string {
  const path = decodeLeniently(url.split(/[?#]/)[0]!.replace(/^https?:\/\/[^/]*/, ''))
  const segments = path
    .split('/')
    .map((segment) => segment.replace(/\(.*$/, ''))
    .filter((segment) => isName(segment))
  const last = segments.at(-1)?.split('.').at(-1)
  return last === undefined ? 'entity' : camelCase(singularOf(last))
}

function isName(segment: string): boolean {
  return /^[A-Za-z_][\w.]*$/.test(segment) && findUuids(segment).length === 0
}
