/**
 * A URL as a header may have it: names of entity sets have letters of every script, headers only ASCII.
 * @see RFC 3987, "Mapping of IRIs to URIs"
 */
export function urlInHeader(url: string): string {
  return url.replace(/[^\x21-\x7e]+/g, encodeURIComponent)
}
