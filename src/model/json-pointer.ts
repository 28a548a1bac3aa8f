/* JSON pointers: RFC 6901. */

/** A name as one part of a pointer: `a/b` as `a~1b`. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The names and places that a pointer leads through: of `/a~1b/0`, `a/b` and `0`. */
export function splitPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
