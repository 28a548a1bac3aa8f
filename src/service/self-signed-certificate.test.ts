import { X509Certificate } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { makeCertificate, type Certificate } from './self-signed-certificate.ts'

const hosts = ['localhost', '127.0.0.1', '::1', 'box.example.com', '[fe80::1:2%eth0]', '127.0.0.1']

test('a certificate vouches for the names and addresses that it was made for', async () => {
  const { cert, key } = await makeCertificate(hosts, new Date('2026-01-01T12:00:00Z'))
  const read = new X509Certificate(cert)
  expect(read.subjectAltName).toBe(
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:box.example.com, IP Address:FE80:0:0:0:0:0:1:2',
  )
  expect([read.subject, read.issuer, read.ca]).toEqual([
    'CN=odata-understudy',
    'CN=odata-understudy',
    true,
  ])
  expect([new Date(read.validFrom), new Date(read.validTo)]).toEqual([
    new Date('2025-12-31T12:00:00Z'),
    new Date('2035-12-30T12:00:00Z'),
  ])
  expect(read.verify(read.publicKey)).toBe(true)
  expect(read.checkHost('localhost')).toBe('localhost')
  expect(read.checkIP('::1')).toBe('::1')
  expect(read.checkHost('example.com')).toBe(undefined)
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
})

test('each certificate has a serial number of its own', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => makeCertificate(['localhost'], new Date())),
  )
  const serialOf = ({ cert }: Certificate) => new X509Certificate(cert).serialNumber
  expect(serialOf(first!)).not.toBe(serialOf(second!))
})
