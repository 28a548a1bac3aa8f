/*
 * Requests over sockets that stay open, with as little of the client's own as can be: a client that costs
 * more than the server would make every server look alike.
 */
import { connect } from 'node:net'

const endOfHead = Buffer.from('\r\n\r\n')

/**
 * Sends one request after the other over one socket, or a new one where the server has closed it, being
 * idle; each gives the status of its answer.
 */
export class KeepAliveClient {
  #socket
  #address
  #host
  #received = Buffer.alloc(0)
  #settle
  /** What is sent again when the server closes an idle socket just then. */
  #request

  constructor(url) {
    const { hostname, port, host } = new URL(url)
    this.#host = host
    this.#address = { host: hostname, port: Number(port), noDelay: true }
    this.#connect()
  }

  #connect() {
    this.#socket = connect(this.#address)
    this.#socket.on('data', (chunk) => this.#receive(chunk))
    this.#socket.on('error', (error) => this.#settle?.reject(error))
    this.#socket.on('close', () => this.#sendAgain())
  }

  #sendAgain() {
    if (this.#settle && this.#request === undefined) {
      this.#settle.reject(new Error('the server hung up'))
    } else if (this.#settle) {
      this.#connect()
      this.#socket.write(this.#request)
      this.#request = undefined
    }
  }

  send(method, path, body) {
    const text = body === undefined ? '' : JSON.stringify(body)
    const type =
      body === undefined
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`
    if (!this.#socket.writable) this.#connect()
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#request = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${type}\r\n${text}`
      this.#socket.write(this.#request)
    })
  }

  close() {
    this.#settle = undefined
    this.#socket.destroy()
  }

  #receive(chunk) {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf(endOfHead)
    if (end < 0) return
    const head = this.#received.latin1Slice(0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0
    if (this.#received.length < end + 4 + Number(length)) return
    this.#received = Buffer.alloc(0)
    const { resolve } = this.#settle
    this.#settle = undefined
    resolve(Number(head.slice(9, 12)))
  }
}
