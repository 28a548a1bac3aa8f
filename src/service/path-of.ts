/**
 * The path of a URL after the service root: undecoded, without query, leading slashes and a slash at
 * the end. What leads to the resources of the service itself may be encoded, too: `%24batch`.
 */
export function pathOf(url: string): string {
  const mark = url.indexOf('?')
  let end = mark < 0 ? url.length : mark
  let start = 0
  while (start < end && url.charCodeAt(start) === slash) start++
  if (end > start && url.charCodeAt(end - 1) === slash) end--
  const path = url.slice(start, end)
  return path.startsWith('%24') ? `$${path.slice(3)}` : path
}

const slash = 47
