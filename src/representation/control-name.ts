import type { WriteOptions } from './write-options.ts'

/**
 * The name of control information, e.g. `@odata.context`: the prefix may be left out in a 4.01
 * payload, and must stand in one of 4.0.
 * @see JSON Format, "Control Information"
 */
export function controlName(name: string, { version }: Pick<WriteOptions, 'version'>): string {
  return version === '4.01' ? `@${name}` : `@odata.${name}`
}

/** The name of a stored member, which is control information where it was given so, as the version has it. */
export function memberName(name: string, { version }: Pick<WriteOptions, 'version'>): string {
  const at = name.indexOf('@')
  if (at < 0) return name
  if (version === '4.01') return name.replace('@odata.', '@')
  // The name of an instance annotation has a namespace, as `@odata.type` has.
  return name.includes('.', at) ? name : `${name.slice(0, at)}@odata.${name.slice(at + 1)}`
}
