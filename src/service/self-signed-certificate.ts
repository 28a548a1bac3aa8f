import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** A key and the certificate for it, as PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
  dnsName: 0x82,
  ipAddress: 0x87,
  extensions: 0xa3,
  version: 0xa0,
} as const

/** Object identifiers as DER has them. */
const identifiers = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectKeyIdentifier: '551d0e',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  extKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
} as const

/**
 * Makes a certificate that vouches for itself, for TLS on this machine. Whoever trusts it as an
 * authority trusts the server: `NODE_EXTRA_CA_CERTS`, or `ca` of an agent.
 * @param hosts names and addresses that the server is called by
 * @param now when it begins to be valid; it stays so for ten years
 * @see RFC 5280, "Basic Certificate Fields"
 */
export function makeCertificate(hosts: readonly string[], now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = sequence(identifier('ecdsaWithSha256'))
  const name = nameOf('odata-understudy')
  const body = sequence(
    // Version 3, the one with extensions.
    element('version', element('integer', Buffer.of(2))),
    element('integer', positive(randomBytes(16))),
    algorithm,
    name,
    sequence(time(now, -1), time(now, 10 * 365)),
    name,
    publicKeyInfo,
    element('extensions', extensionsOf(hosts, publicKeyInfo)),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = sequence(body, algorithm, bitString(signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pemOf(certificate),
  }
}

function extensionsOf(hosts: readonly string[], publicKeyInfo: Buffer): Buffer {
  const keyId = createHash('sha1').update(publicKeyInfo).digest()
  const isAuthority = sequence(element('boolean', Buffer.of(0xff)))
  return sequence(
    extension('subjectKeyIdentifier', element('octetString', keyId)),
    extension('basicConstraints', isAuthority, { isCritical: true }),
    extension('extKeyUsage', sequence(identifier('serverAuth'))),
    extension('subjectAltName', sequence(...[...new Set(hosts)].map(alternativeName))),
  )
}

function extension(
  name: keyof typeof identifiers,
  value: Buffer,
  { isCritical = false } = {},
): Buffer {
  const critical = isCritical ? [element('boolean', Buffer.of(0xff))] : []
  return sequence(identifier(name), ...critical, element('octetString', value))
}

function alternativeName(host: string): Buffer {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  switch (isIP(bare)) {
    case 4:
      return element('ipAddress', Buffer.from(bare.split('.').map(Number)))
    case 6:
      return element('ipAddress', octetsOfIPv6(bare))
    default:
      return element('dnsName', Buffer.from(bare, 'ascii'))
  }
}

function octetsOfIPv6(address: string): Buffer {
  // The URL parser writes the dotted quad at the end, where there is one, in hexadecimal groups.
  const canonical = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1)
  const [before = '', after = ''] = canonical.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const missing = 8 - groups(before).length - groups(after).length
  const all = [...groups(before), ...Array<string>(missing).fill('0'), ...groups(after)]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

function nameOf(commonName: string): Buffer {
  const attribute = sequence(
    identifier('commonName'),
    element('utf8String', Buffer.from(commonName)),
  )
  return sequence(element('set', attribute))
}

/** RFC 5280, "Validity": dates through 2049 have two digits of the year. */
function time(now: Date, days: number): Buffer {
  const date = new Date(now.getTime() + days * 24 * 60 * 60 * 1000)
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050
    ? element('utcTime', Buffer.from(text.slice(2), 'ascii'))
    : element('generalizedTime', Buffer.from(text, 'ascii'))
}

// ── DER (ITU-T X.690) ───────────────────────────────────────────────────────────────────────────

function element(tag: keyof typeof tags, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tags[tag]), lengthOf(content), content])
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length)
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
}

function sequence(...elements: readonly Buffer[]): Buffer {
  return element('sequence', Buffer.concat(elements))
}

function identifier(name: keyof typeof identifiers): Buffer {
  return element('objectIdentifier', Buffer.from(identifiers[name], 'hex'))
}

function bitString(bits: Buffer): Buffer {
  return element('bitString', Buffer.concat([Buffer.of(0), bits]))
}

/** Its first bit would be the sign; the first octet must not be zero either. */
function positive(octets: Buffer): Buffer {
  octets[0] = (octets[0]! & 0x7f) | 0x40
  return octets
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
