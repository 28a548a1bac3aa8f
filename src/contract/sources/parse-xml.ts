import { SaxesParser } from 'saxes'
import { UsageError } from '../../errors.ts'

export interface XmlElement {
  /** Without prefix. */
  readonly name: string
  /** URI of the element's namespace; `''` for none. */
  readonly namespace: string
  /** Those without a prefix: what others add in namespaces of their own is no part of CSDL. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Character data directly inside, as it stands. */
  readonly text: string
  /** Line of the start tag's name, from 1. */
  readonly line: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** No sensible document is deeper; what walks it may be recursive. */
const deepest = 200

/**
 * The elements of an XML document. No DTD is processed and no entity but XML's own five is known, so
 * that a document reads nothing outside itself and does not grow.
 * @param file how the document is called in what is said about it
 * @throws UsageError with line and column where the text is not well-formed
 */
export function parseXml(file: string, text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, fileName: file })
  const open: Mutable<XmlElement>[] = []
  let root: XmlElement | undefined
  let line = 1
  parser.on('error', ({ message }) => {
    throw new UsageError(message)
  })
  parser.on('opentagstart', () => {
    line = parser.line
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const element: Mutable<XmlElement> = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(
        Object.values(attributes).flatMap(({ prefix, local: name, value }) =>
          prefix === '' ? [[name, value]] : [],
        ),
      ),
      children: [],
      text: '',
      line,
    }
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root = element
    if (open.push(element) > deepest) {
      throw new UsageError(`${file}:${line}: elements are nested deeper than ${deepest}`)
    }
  })
  parser.on('closetag', () => void open.pop())
  const addText = (found: string) => {
    const element = open.at(-1)
    if (element) element.text += found
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(text).close()
  if (!root) throw new UsageError(`${file}:1: expected an XML document, found no element`)
  return root
}
