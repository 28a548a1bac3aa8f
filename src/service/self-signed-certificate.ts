import { isIP } from 'node:net'
import { generate } from 'selfsigned'

/** A key and the certificate for it, as PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const day = 24 * 60 * 60 * 1000

/**
 * Makes a certificate that vouches for itself, for TLS on this machine. Whoever trusts it as an
 * authority trusts the server: `NODE_EXTRA_CA_CERTS`, or `ca` of an agent.
 * @param hosts names and addresses that the server is called by
 * @param now when it begins to be valid; it stays so for ten years
 */
export async function makeCertificate(hosts: readonly string[], now: Date): Promise<Certificate> {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'odata-understudy' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(now.getTime() - day),
      notAfterDate: new Date(now.getTime() + 10 * 365 * day),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [...new Set(hosts)].map(alternativeName) },
      ],
    },
  )
  return { key, cert }
}

/** The kinds of RFC 5280, "Subject Alternative Name": 2 for a name, 7 for an address. */
function alternativeName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*/, '')
  return isIP(bare) === 0 ? { type: 2, value: bare } : { type: 7, ip: bare }
}
