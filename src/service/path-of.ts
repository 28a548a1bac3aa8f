/** The path of a URL after the service root: undecoded, without query, leading slashes and a slash at the end. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?')
  let end = mark < 0 ? url.length : mark
  let start = 0
  while (start < end && url.charCodeAt(start) === slash) start++
  if (end > start && url.charCodeAt(end - 1) === slash) end--
  return url.slice(start, end)
}

const slash = 47
