const descriptions: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['EISDIR', 'it is a folder'],
  ['EEXIST', 'a file of that name is there'],
  ['ELOOP', 'too many symbolic links'],
  ['ENOSPC', 'no space left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EMFILE', 'too many open files'],
])

/** The code of an error of `node:fs`; not by `instanceof`, since test runners have other realms. */
export function fileFaultCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Why a file could not be read or written, in words. */
export function describeFileFault(error: unknown): string {
  const description = descriptions.get(fileFaultCode(error) ?? '')
  if (description !== undefined) return description
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error
  return String(hasMessage ? error.message : error)
}
