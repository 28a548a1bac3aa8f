import type { SourceLocation } from '../contract.ts'
import type { PageDocument } from '../page.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'

/** JSON that strict parsers refuse, in annotations, examples and representations. */
export const invalidJson: LintRule = {
  name: 'invalid-json',
  severity: 'warning',
  *check(context) {
    for (const { text, source, what } of [
      ...context.pages.flatMap(annotationsOf),
      ...bodiesOf(context),
    ]) {
      const fault = findFault(text)
      if (!fault) continue
      yield {
        message: `${what} is not valid JSON: ${fault.reason}`,
        source: { ...source, line: source.line + fault.lineOffset },
      }
    }
  },
}

interface JsonText {
  readonly what: string
  readonly text: string
  readonly source: SourceLocation
}

function annotationsOf({ annotations, codeBlocks }: PageDocument): readonly JsonText[] {
  const comments = annotations.map(({ text, source }) => ({ what: 'the annotation', text, source }))
  const representations = codeBlocks
    .filter(
      ({ annotation, content }) =>
        annotation?.value?.['blockType'] === 'resource' && /^\s*[{[]/.test(content),
    )
    .map(({ content, source }) => ({
      what: 'the JSON representation',
      text: content,
      source: { ...source, line: source.line + 1 },
    }))
  return [...comments, ...representations]
}

function bodiesOf({ examples }: LintContext): readonly JsonText[] {
  return examples.flatMap(({ request, response }) =>
    [
      { what: 'the request body', message: request },
      { what: 'the response body', message: response },
    ].flatMap(({ what, message }) =>
      message?.bodySource && /^\s*[{[]/.test(message.bodyText ?? '') && isOneJson(message.headers)
        ? [{ what, text: message.bodyText!, source: message.bodySource }]
        : [],
    ),
  )
}

function isOneJson(headers: readonly { readonly name: string; readonly value: string }[]): boolean {
  const type = headers.find(({ name }) => /^content-type$/i.test(name))?.value
  return type === undefined || /json/i.test(type)
}

function findFault(
  text: string,
): { readonly reason: string; readonly lineOffset: number } | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const message = (error as Error).message
    const position = Number(
      /at position (\d+)/.exec(message)?.[1] ?? (/end of JSON/i.test(message) ? text.length : 0),
    )
    return {
      reason: message
        .replace(/ in JSON at position.*$|, (?:\.\.\.)?"[^]*$/, '')
        .replace(/\s+/g, ' '),
      lineOffset: text.slice(0, position).split('\n').length - 1,
    }
  }
}
