/**
 * A URL without scheme and authority: the host is that which the client would use for the real service.
 * @param url absolute, or relative, which stays as it is
 */
export function withoutHost(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
}
