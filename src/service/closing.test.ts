import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from '@jest/globals'
import { prepareToClose } from './closing.ts'

const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function open(
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly close: () => Promise<void> }> {
  const server = createServer(listener)
  const close = prepareToClose(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, close }
}

async function reach(server: Server, text: string): Promise<Socket> {
  const accepted = once(server, 'connection')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined)
  const [served] = (await accepted) as [Socket]
  if (text !== '') {
    const arrived = once(served, 'data')
    socket.write(text)
    await arrived
  }
  return socket
}

describe('closing a server', () => {
  test.each([
    ['nothing', ''],
    ['half a head', 'GET / HTTP/1.1\r\nHost: a'],
    ['half a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{'],
    ['a whole request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('is not held up by a client that sent %s', async (_what, text) => {
    const { server, close } = await open((request, response) => {
      request.resume()
      request.on('end', () => response.end())
    })
    await reach(server, text)
    await close()
    expect(server.listening).toBe(false)
  })

  test('lets go out what is being answered', async () => {
    let response: ServerResponse | undefined
    const { server, close } = await open((_request, given) => {
      response = given
    })
    const socket = await reach(server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const idle = await reach(server, '')
    const text = once(socket, 'data')
    const closed = close()
    idle.resume()
    response!.end('late')
    expect(String(await text)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nlate$/)
    await closed
  })

  test('ends an answer that nobody reads', async () => {
    const { server, close } = await open((_request, response) => {
      response.end(Buffer.alloc(64 * 2 ** 20))
    })
    const socket = await reach(server, '')
    socket.pause()
    const asked = once(server, 'request')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await asked
    await close()
    expect(server.listening).toBe(false)
  })
})
