export interface XmlElement {
  readonly name: string
  /** `undefined` leaves the attribute out. */
  readonly attributes: Readonly<Record<string, XmlAttribute>>
  readonly children: readonly XmlElement[]
  /** Instead of children. */
  readonly text?: string | undefined
}

type XmlAttribute = string | number | boolean | undefined

export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, XmlAttribute>>,
  children: readonly XmlElement[] = [],
): XmlElement {
  return { name, attributes, children }
}

export function xmlText(name: string, text: string): XmlElement {
  return { name, attributes: {}, children: [], text }
}

/**
 * The text of a document, indented by two spaces. Elements with attributes, and text in leaves, are all
 * that CSDL needs; a library would be loaded by every start of the service for these lines.
 */
export function writeXmlDocument(root: XmlElement): string {
  const lines = ['<?xml version="1.0" encoding="utf-8"?>']
  writeElement(root, '', lines)
  return `${lines.join('\n')}\n`
}

function writeElement(
  { name, attributes, children, text }: XmlElement,
  indentation: string,
  lines: string[],
): void {
  const texts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(String(value))}"`)
  const start = `${indentation}<${name}${texts.join('')}`
  if (text !== undefined) {
    lines.push(`${start}>${escapeXml(text)}</${name}>`)
    return
  }
  if (children.length === 0) {
    lines.push(`${start}/>`)
    return
  }
  lines.push(`${start}>`)
  for (const child of children) writeElement(child, `${indentation}  `, lines)
  lines.push(`${indentation}</${name}>`)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Would be read as blanks otherwise (XML 1.0, "Attribute-Value Normalization").
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Escapes the text of an attribute; characters that XML 1.0 cannot hold in any form are dropped. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? character)
}
