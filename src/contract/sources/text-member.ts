/** A member of a declaration where its text is given, else none: an absent member and `undefined` differ. */
export function textMember<Name extends string>(
  name: Name,
  value: unknown,
): { readonly [K in Name]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { readonly [K in Name]?: string }
}
