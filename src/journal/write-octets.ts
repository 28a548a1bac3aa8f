/** What octets are in the journal: their text in UTF-8, in base64url where they are none. */
export function writeOctets(octets: Buffer): string {
  const text = octets.toString('utf8')
  return text.includes('\ufffd') && !Buffer.from(text).equals(octets)
    ? octets.toString('base64url')
    : text
}
