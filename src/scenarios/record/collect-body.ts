import type { IncomingMessage } from 'node:http'

/** The octets of a message's body; `too large` as soon as there are more than `largest`. */
export function collectBody(
  message: IncomingMessage,
  largest: number,
): Promise<Buffer | 'too large'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    message.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= largest) chunks.push(chunk)
      else resolve('too large')
    })
    message.once('end', () => resolve(Buffer.concat(chunks)))
    message.once('error', reject)
    message.once('close', () => reject(new Error('the body broke off')))
  })
}
