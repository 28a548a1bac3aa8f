import type { LocatedValue } from './located-value.ts'

/** The base64 of a body `{ $base64: … }`, which stands for octets; `undefined` of any other. */
export function octetsOf(body: LocatedValue): LocatedValue | undefined {
  const [member, ...others] = body.kind === 'object' ? body.members : []
  return member?.name === '$base64' && others.length === 0 ? member.value : undefined
}
