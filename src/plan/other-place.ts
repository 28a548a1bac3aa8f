import { withoutHost } from './without-host.ts'

/**
 * Which place on this server a URL leads to, in words, when that is another than the one asked: what a
 * sandbox has under a key is another entity than the service itself has. Of other hosts nothing is
 * known, they stand for the real service.
 * @param serviceRoot URL of who was asked; its pathname where no host is known
 * @returns `undefined` for the place asked
 */
export function findOtherPlace(url: string, serviceRoot: string): string | undefined {
  if (!mayNameSandbox(url) && !mayNameSandbox(serviceRoot)) return undefined
  const given = url.trim()
  const [host, ownHost] = [hostOf(given), hostOf(serviceRoot)]
  if (host !== undefined && ownHost !== undefined && host !== ownHost) return undefined
  const [named, own] = [sandboxIn(given), sandboxIn(serviceRoot)]
  if (named === own) return undefined
  if (named !== undefined) return describePlace(named)
  // A path without a host may be meant to follow the service root.
  return host !== undefined && ownHost !== undefined ? describePlace(undefined) : undefined
}

/** The place asked, in the same words. */
export function placeOf(serviceRoot: string): string {
  return describePlace(sandboxIn(serviceRoot))
}

/** Most URLs do not, and need not be taken apart. */
function mayNameSandbox(url: string): boolean {
  return url.includes('~') || url.includes('%')
}

function describePlace(name: string | undefined): string {
  return name === undefined ? 'the service itself' : `the sandbox '/~${name}'`
}

function sandboxIn(url: string): string | undefined {
  return /^\/*(?:~|%7e)([^/?#]+)/i.exec(withoutHost(url))?.[1]
}

function hostOf(url: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase()
}
