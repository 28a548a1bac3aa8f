const opaqueNames = /^(?:etag|(?:.*@odata\.|@|.*@)(?:etag|mediaEtag|nextLink|deltaLink))$/

/** Whether a member is made anew by each service: that it is there is all that can be compared. */
export function isOpaque(name: string): boolean {
  return opaqueNames.test(name)
}
