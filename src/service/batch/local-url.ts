import { withoutHost } from '../../plan/index.ts'

/** A part's URL after the service root: it may be absolute, relative to the host, or relative to the root. */
export function localUrl(url: string, serviceRoot: string, basePath: string): string {
  const path = url.startsWith(serviceRoot) ? url.slice(serviceRoot.length) : withoutHost(url)
  const isUnderBase =
    basePath !== '' && path.startsWith(basePath) && /^[/?]|^$/.test(path.slice(basePath.length))
  const local = isUnderBase ? path.slice(basePath.length) : path
  return local.startsWith('/') || local.startsWith('?') ? local : `/${local}`
}
